// Seals a record with node-forge, as Enketo and its kin do: the arguments and files are those of javarosa/Seal.java.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

const [modules, publicKey, to, instance, ...files] = process.argv.slice(2);
const forge = createRequire(join(modules, "package.json"))("node-forge");

const key = forge.pki.publicKeyFromPem(`-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----`);
const wrap = (bytes) => forge.util.encode64(key.encrypt(bytes, "RSA-OAEP", { md: forge.md.sha256.create() }));
const secret = forge.random.getBytesSync(32);
const seed = [...Buffer.from(forge.md.md5.create().update(forge.util.encodeUtf8(instance) + secret).digest().getBytes(), "latin1")];
const wrapped = wrap(secret);
const signed = ["protected-report", "1", wrapped, instance];
const media = [];

files.forEach((file, step) => {
  const isRecord = step === files.length - 1;
  const name = isRecord ? "submission.xml" : basename(file);
  seed[step % 16] = (seed[step % 16] + 1) % 256;
  const cipher = forge.cipher.createCipher("AES-CFB", secret);
  cipher.mode.pad = forge.cipher.modes.cbc.prototype.pad.bind(cipher.mode);
  cipher.start({ iv: String.fromCharCode(...seed) });
  const plain = readFileSync(file).toString("latin1");
  cipher.update(forge.util.createBuffer(plain));
  cipher.finish();
  writeFileSync(join(to, `${name}.enc`), Buffer.from(cipher.output.getBytes(), "latin1"));
  signed.push(`${name}::${forge.md.md5.create().update(plain).digest().toHex()}`);
  if (!isRecord) media.push(`<media><file>${name}.enc</file></media>`);
});

const digest = forge.md.md5.create().update(signed.map((part) => `${part}\n`).join(""), "utf8").digest().getBytes();
writeFileSync(
  join(to, "manifest.xml"),
  `<data xmlns="http://opendatakit.org/submissions" encrypted="yes" id="protected-report" version="1">` +
    `<base64EncryptedKey>${wrapped}</base64EncryptedKey>` +
    `<meta xmlns="http://openrosa.org/xforms"><instanceID>${instance}</instanceID></meta>${media.join("")}` +
    `<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>` +
    `<base64EncryptedElementSignature>${wrap(digest)}</base64EncryptedElementSignature></data>`,
);
