// Loaded into configurable-http-proxy before it starts (node --require).
//
// When a server behind the proxy breaks off in the middle of an answer, the proxy leaves its own client waiting for
// ever, or appends an error page and ends the answer as if it were whole. A download that broke must look broken: the
// connection to the client is broken, too.
"use strict";

const { IncomingMessage, ServerResponse } = require("node:http");

const { emit } = ServerResponse.prototype;

ServerResponse.prototype.emit = function (event, source, ...rest) {
  if (event === "pipe" && source instanceof IncomingMessage) {
    this.on("error", () => {}); // an error page may still be written to what is destroyed
    source.once("close", () => {
      if (!source.complete) this.destroy();
    });
  }
  return emit.call(this, event, source, ...rest);
};
