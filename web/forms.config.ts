import { defineConfig, type Plugin } from "vite";

/** What web-forms would do otherwise: styles without the page's nonce, maps of a public tile server around 0, 0. */
const changes: [RegExp, string][] = [
  [/\b\w+\.createElement\("style"\)/g, "globalThis.styleOfThePage()"],
  [/https:\/\/tile\.openstreetmap\.org\/\{z\}\/\{x\}\/\{y\}\.png/g, "desk-map/{z}/{x}/{y}"],
  [/'&#169; <a href="https:\/\/www\.openstreetmap\.org[^']*'/g, '"The mission’s map · Карта миссии"'],
  [/(\w+) = \[0, 0\], (\w+) = 2,/g, "$1 = globalThis.viewOfTheMission.center, $2 = globalThis.viewOfTheMission.zoom,"],
];

function keptIn(): Plugin {
  const left = new Set(changes);
  return {
    name: "web-forms-kept-in",
    transform(code, id) {
      if (!id.includes("@getodk/web-forms/dist/")) return null;
      for (const change of changes) {
        const changed = code.replaceAll(...change);
        if (changed !== code) left.delete(change);
        code = changed;
      }
      return code;
    },
    buildEnd(error) {
      if (left.size && !error) this.error(`web-forms is not what it was; nothing matches ${[...left].join("; ")}`);
    },
  };
}

export default defineConfig({
  plugins: [keptIn()],
  publicDir: false,
  define: { __VUE_OPTIONS_API__: true, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false },
  build: {
    outDir: "../src/trucewatch/server/page",
    emptyOutDir: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    rolldownOptions: { input: "forms.html", output: { codeSplitting: false }, checks: { eval: false } },
  },
});
