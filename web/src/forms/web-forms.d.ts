declare module "@getodk/web-forms" {
  import type { DefineComponent, Plugin } from "vue";

  /** A filled form: its XML under `xml_submission_file`, and its files by their names. */
  export interface Filled {
    status: string;
    data: [FormData];
  }
  export type Settled = (result: { next: typeof POST_SUBMIT__NEW_INSTANCE }) => void;

  export const OdkWebForm: DefineComponent<{
    formXml: string;
    fetchFormAttachment: (asked: URL) => Promise<Response>;
    missingResourceBehavior?: "BLANK" | "ERROR";
    onSubmit: (filled: Filled, settled: Settled) => void;
  }>;
  export const POST_SUBMIT__NEW_INSTANCE: unique symbol;
  export const webFormsPlugin: Plugin;
}
