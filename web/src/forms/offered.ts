/** The forms that this device is offered, all of them and their lists fetched, so that they are here without a network. */

export interface Offered {
  id: string;
  name: string;
  xml: string;
  /** Its records must come encrypted, which a browser does not do. */
  encrypted: boolean;
}

const read = (text: string) => new DOMParser().parseFromString(text, "text/xml");

async function text(address: string): Promise<string> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: the server answered ${answer.status}`);
  return answer.text();
}

export const addressOfFile = (form: string, file: string) => `forms/${form}/media/${file}`;

export async function offered(): Promise<Offered[]> {
  const list = [...read(await text("formList")).getElementsByTagName("xform")];
  return Promise.all(
    list.map(async (one) => {
      const of = (tag: string) => one.getElementsByTagName(tag)[0]?.textContent ?? "";
      const id = of("formID");
      const xml = await text(`forms/${id}.xml`);
      const submission = read(xml).getElementsByTagName("submission")[0];
      return { id, name: of("name"), xml, encrypted: submission?.hasAttribute("base64RsaPublicKey") ?? false };
    }),
  );
}

/** Fetch the lists that a form chooses from; the worker keeps them. */
export async function fetchFiles(form: Offered): Promise<void> {
  if (!form.xml.includes("jr://")) return;
  const files = [...read(await text(`forms/${form.id}/manifest`)).getElementsByTagName("filename")];
  await Promise.all(files.map((file) => text(addressOfFile(form.id, file.textContent ?? ""))));
}
