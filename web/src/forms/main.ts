/** All forms of the mission in a browser at the desk, kept in the outbox of the fast screens and sent with them. */

import "./page";
import "./forms.css";

import { OdkWebForm, POST_SUBMIT__NEW_INSTANCE, webFormsPlugin, type Filled, type Settled } from "@getodk/web-forms";
import { createApp, h, type App } from "vue";

import { keep, send, standing } from "../../../src/trucewatch/server/openrosa/screens/outbox.js";
import { addressOfFile, fetchFiles, offered, type Offered } from "./offered";

const RECORD = "xml_submission_file";
const SEALED = "Encrypted on a phone, never in a browser · Шифруется на телефоне, но не в браузере";

const LEAVE = "What you filled in is not kept yet. Leave it? · Заполненное не сохранено. Уйти?";

const at = (id: string) => document.getElementById(id)!;
let open: App | null = null;
let begun = false;

function said(waiting: object[], refused: number) {
  at("outbox").textContent = standing(waiting, refused);
}

/** Into the outbox first; the form is emptied once the record is safe there. */
async function keepFilled({ status, data: [filled] }: Filled, settled: Settled) {
  if (status !== "ready") return;
  const xml = await (filled.get(RECORD) as File).text();
  const meta = new DOMParser().parseFromString(xml, "text/xml").getElementsByTagNameNS("*", "instanceID")[0];
  const files = [...filled].filter(([name]) => name !== RECORD).map(([, file]) => file as File);
  await keep(meta?.textContent ?? "", xml, files);
  begun = false;
  at("kept").textContent = `${document.title}: kept · сохранено ${new Date().toLocaleTimeString("ru")}`;
  settled({ next: POST_SUBMIT__NEW_INSTANCE });
  await send(said);
}

function show(form: Offered) {
  if (form.encrypted) {
    at("form").textContent = SEALED;
    return;
  }
  open = createApp(() =>
    h(OdkWebForm, {
      formXml: form.xml,
      fetchFormAttachment: (asked) => fetch(addressOfFile(form.id, asked.pathname.split("/").pop() ?? "")),
      onSubmit: (filled, settled) => void keepFilled(filled, settled),
    }),
  );
  open.use(webFormsPlugin);
  open.mount(at("form"));
}

function choose(forms: Offered[]) {
  open?.unmount();
  open = null;
  begun = false;
  at("form").replaceChildren();
  const chosen = forms.find((form) => `#${form.id}` === location.hash);
  at("forms").hidden = chosen !== undefined;
  at("kept").textContent = "";
  document.title = chosen?.name ?? "Forms";
  if (chosen) show(chosen);
}

function entry(form: Offered) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: `#${form.id}`, textContent: form.name });
  item.append(link, ...(form.encrypted ? [Object.assign(document.createElement("small"), { textContent: SEALED })] : []));
  return item;
}

async function start() {
  // What is fetched once the worker is in charge is here when there is no network; so is this page itself.
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register("desk/worker.js", { scope: "desk" });
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((taken) => navigator.serviceWorker.addEventListener("controllerchange", taken, { once: true }));
      const parts = [...document.querySelectorAll<HTMLElement>("head [src], head [href]")];
      await Promise.all(["desk-forms", ...parts.map((part) => part.getAttribute("src") ?? part.getAttribute("href") ?? "")].map((one) => fetch(one)));
    }
  }
  const forms = await offered();
  at("forms").replaceChildren(...forms.map(entry));
  choose(forms);
  addEventListener("hashchange", () => choose(forms));
  at("form").addEventListener("input", () => (begun = true));
  at("list").addEventListener("click", (event) => begun && !confirm(LEAVE) && event.preventDefault());
  addEventListener("beforeunload", (event) => begun && event.preventDefault());
  addEventListener("online", () => void send(said));
  setInterval(() => void send(said), 30_000);
  await Promise.all(forms.map(fetchFiles));
  await send(said);
  document.body.dataset["ready"] = "yes";
}

start().catch((error: unknown) => {
  at("outbox").textContent = `This did not load: ${String(error)}. Load the page again where there is a network.`;
});
