// Where the page begins.

import { mount } from "svelte";
import App from "./shell/App.svelte";
import "./style/page.css";
import "./style/editor.css";
import "./style/numbers.css";
import "./style/prose.css";
import "./style/pictures.css";

const target = document.getElementById("app");
if (target !== null) mount(App, { target });
