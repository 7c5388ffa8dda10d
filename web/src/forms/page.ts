/** What the server says of this page on its script, for the places in web-forms that forms.config.ts opens for it. */

declare global {
  /** Style elements made by script carry the nonce that the page's policy asks for. */
  var styleOfThePage: () => HTMLStyleElement;
  /** Where maps begin: metres of spherical Mercator, and the zoom. */
  var viewOfTheMission: { center: [number, number]; zoom: number };
}

const script = document.querySelector<HTMLScriptElement>("script[nonce]");
const [x = 0, y = 0, zoom = 2] = (script?.dataset["view"] ?? "").split(" ").map(Number);

globalThis.styleOfThePage = () => Object.assign(document.createElement("style"), { nonce: script?.nonce ?? "" });
globalThis.viewOfTheMission = { center: [x, y], zoom };

export {};
