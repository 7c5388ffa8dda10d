import "./style/tokens.css";
import "./style/shell.css";
import "./style/parts.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Room } from "./room";
import { arrive } from "./data/session";

const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;

void arrive();
createRoot(document.getElementById("room") as HTMLElement).render(
  <StrictMode>
    <Room />
  </StrictMode>,
);
