/* Boot. Every page loads this one module; it loads the others only where the page asks for them by a data attribute.
   A module exports start(root), which is called for the document and again for every fragment htmx puts in; it must not
   bind the same element twice (use the helper `once` of dom.js). Without scripts every page still works. */
import { start as dialogs } from "./dialogs.js";
import { start as drop } from "./drop.js";
import { start as errors } from "./errors.js";

const ALWAYS = [errors, dialogs, drop];
const ON_DEMAND = [
  ["[data-dirty-guard]", () => import("./dirty.js")],
  ["[data-draft-url]", () => import("./draft.js")],
  ["[data-upload]", () => import("./upload.js")],
  ["[data-formset]", () => import("./formset.js")],
  ["[data-total]", () => import("./total.js")],
  ["[data-derive]", () => import("./total.js")],
  ["[data-date]", () => import("./dates.js")],
  ["[data-lookup-url]", () => import("./lookup.js")],
  ["[data-dependent-url]", () => import("./lookup.js")],
  ["[data-pick]", () => import("./pick.js")],
  ["select[data-searchable]", () => import("./select.js")],
  ["form[data-sign]", () => import("./sign.js")],
  ["[data-session-ends]", () => import("./session.js")],
  ["[data-decision], [data-bulk], [data-only-changes]", () => import("./review.js")],
];

async function boot(root) {
  ALWAYS.forEach((start) => start(root));
  const wanted = ON_DEMAND.filter(([selector]) => root.matches?.(selector) || root.querySelector(selector));
  const modules = await Promise.all(wanted.map(([, load]) => load()));
  modules.forEach(({ start }) => start(root));
}

/* html[data-ready] tells browser tests that every module of the page has started. */
boot(document.documentElement).then(() => { document.documentElement.dataset.ready = ""; });
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) boot(event.target);
});
document.addEventListener("portal:inserted", (event) => boot(event.target));
