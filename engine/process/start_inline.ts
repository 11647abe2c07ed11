/**
 * How processes are started without threads: importing this makes it known.
 *
 * @module
 */
import { InlineChild } from "./inline_child.ts";
import { setLaunch } from "./launcher.ts";

setLaunch("inline", (process, options) => new InlineChild(process, options));
