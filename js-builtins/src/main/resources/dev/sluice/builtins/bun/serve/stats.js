// server.stats: what Java has counted.

/**
 * @param {object} counters of the binding, dev.sluice.bridge.http.server.ServerStats
 * @returns {Record<string, number>} as they are now
 */
function readStats(counters) {
  return {
    requests: counters.requests(),
    pendingRequests: counters.pendingRequests(),
    refused: counters.refused(),
    aborted: counters.aborted(),
    staticResponses: counters.staticResponses(),
    nativeResponses: counters.nativeResponses(),
    scriptResponses: counters.scriptResponses(),
    bytesIn: counters.bytesIn(),
    bytesOut: counters.bytesOut(),
    connections: counters.connections(),
    openConnections: counters.openConnections(),
    backPressureWaits: counters.backPressureWaits(),
  };
}

module.exports = { readStats };
