/** Finding a page or a row from the keyboard: Ctrl K, or /. */

import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";

import { useSay } from "../text";
import { useOpenRow } from "./row";

export interface Target {
  path: string;
  label: string;
}

export function Palette({ targets }: { targets: readonly Target[] }) {
  const say = useSay();
  const dialog = useRef<HTMLDialogElement>(null);
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState(0);
  const [, go] = useLocation();
  const [, open] = useOpenRow();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
        event.preventDefault();
        dialog.current?.showModal();
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  const found = targets
    .filter((one) => one.label.toLowerCase().includes(sought.toLowerCase()))
    .map((one) => ({ label: one.label, act: () => go(one.path) }));
  if (/^\w+:|^[0-9a-f]{8}-/.test(sought)) {
    found.unshift({ label: say("palette.row", { row: sought }), act: () => open(sought) });
  }
  const take = (index: number) => {
    dialog.current?.close();
    setSought("");
    found[index]?.act();
  };
  return (
    <>
      <button type="button" className="optional" onClick={() => dialog.current?.showModal()}>
        {say("palette.open")} <kbd>Ctrl K</kbd>
      </button>
      <dialog ref={dialog} className="palette" aria-label={say("palette.open")}>
        <input
          aria-label={say("palette.label")}
          placeholder={say("palette.label")}
          value={sought}
          onChange={(event) => {
            setSought(event.target.value);
            setChosen(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") setChosen(Math.min(chosen + 1, found.length - 1));
            else if (event.key === "ArrowUp") setChosen(Math.max(chosen - 1, 0));
            else if (event.key === "Enter") take(chosen);
          }}
        />
        <ul>
          {found.map((one, index) => (
            <li key={one.label} data-chosen={index === chosen}>
              <button type="button" onClick={() => take(index)}>
                {index === chosen ? "▸ " : ""}
                {one.label}
              </button>
            </li>
          ))}
        </ul>
      </dialog>
    </>
  );
}
