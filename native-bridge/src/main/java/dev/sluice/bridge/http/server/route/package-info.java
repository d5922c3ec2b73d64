/**
 * What a server answers without a script: routes, responses that are ready, files; and the rules of
 * HTTP that go with them: conditional requests, ranges, content negotiation by coding. Everything
 * here runs on the thread of the server's loop, unless it says otherwise.
 */
@NullMarked
package dev.sluice.bridge.http.server.route;

import org.jspecify.annotations.NullMarked;
