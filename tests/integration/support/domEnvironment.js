const { TestEnvironment } = require('jest-environment-jsdom');

/**
 * A browser's window for code that needs one, with what Node has and jsdom lacks: such code can then talk to real servers.
 * Use it with `@jest-environment ./tests/integration/support/domEnvironment.js`.
 */
module.exports = class DomEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, {
      fetch,
      Headers,
      Request,
      Response,
      AbortController,
      AbortSignal,
      TextEncoder,
      TextDecoder,
      ReadableStream,
      structuredClone,
      setImmediate,
      clearImmediate,
      URL,
      URLSearchParams,
    });
  }
};
