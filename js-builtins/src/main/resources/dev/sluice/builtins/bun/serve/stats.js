// server.stats: what Java has counted.

/**
 * @param {object} server of the binding, whose counters are a dev.sluice.bridge.http.server.ServerStats
 * @returns {Record<string, number>} as they are now
 */
function readStats(server) {
  const counters = server.stats();
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
    webSocketMessagesIn: counters.webSocketMessagesIn(),
    webSocketMessagesOut: counters.webSocketMessagesOut(),
    webSocketMessagesDropped: counters.webSocketMessagesDropped(),
    threads: server.threads(),
  };
}

module.exports = { readStats };
