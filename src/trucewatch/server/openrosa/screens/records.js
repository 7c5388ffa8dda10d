// Records of the mission's forms, as a phone would have filled them in.

const escaped = (text) => String(text).replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

const element = ([name, value]) =>
  Array.isArray(value)
    ? value.map((one) => `<${name}>${fields(one)}</${name}>`).join("")
    : `<${name}>${typeof value === "object" ? fields(value) : escaped(value ?? "")}</${name}>`;

const fields = (values) => Object.entries(values).map(element).join("");

/** Now, with the offset of this device's clock from UTC. */
export function now() {
  const moment = new Date();
  const offset = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + offset * 60000).toISOString().slice(0, -1);
  const part = (minutes) => String(minutes).padStart(2, "0");
  const away = Math.abs(offset);
  return `${local}${offset < 0 ? "-" : "+"}${part(Math.floor(away / 60))}:${part(away % 60)}`;
}

/** The number and the XML of a record of the form with these values; arrays are repeats. */
export function record(form, values) {
  const id = `uuid:${crypto.randomUUID()}`;
  const meta = `<orx:meta><orx:instanceID>${id}</orx:instanceID></orx:meta>`;
  const open = `<data xmlns:orx="http://openrosa.org/xforms" id="${form}" version="desk">`;
  return { id, xml: `<?xml version="1.0"?>${open}${fields(values)}${meta}</data>` };
}
