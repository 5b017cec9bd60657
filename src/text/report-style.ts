import type { Tone } from "./palette.ts";

/** One colour scheme: `[line and text, filling]` for each tone; text on its filling has a contrast of at least 4.5. */
interface Scheme {
  readonly page: string;
  readonly card: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly tones: Readonly<Record<Tone, readonly [strong: string, tint: string]>>;
}

const LIGHT: Scheme = {
  page: "#f6f7f9",
  card: "#ffffff",
  ink: "#1b212a",
  muted: "#566170",
  line: "#dde2e8",
  tones: {
    good: ["#16702f", "#e4f4e8"],
    active: ["#0a5cb8", "#e5f0fc"],
    review: ["#6a3cbc", "#f0eafb"],
    attention: ["#855300", "#fcf1da"],
    bad: ["#b8242a", "#fdeae9"],
    quiet: ["#566170", "#eff1f4"],
  },
};

const DARK: Scheme = {
  page: "#0e1217",
  card: "#161b22",
  ink: "#e6eaf0",
  muted: "#9ba6b3",
  line: "#2a323c",
  tones: {
    good: ["#56c878", "#14301e"],
    active: ["#6cb0ff", "#12294a"],
    review: ["#b99aff", "#2a214b"],
    attention: ["#e6ae45", "#382a10"],
    bad: ["#ff8780", "#451c1c"],
    quiet: ["#9ba6b3", "#222932"],
  },
};

/** How wide a chart may get in the page before it shrinks, and how far it shrinks before it scrolls. */
const SHRINK = 0.85;

/** The whole style of the report. `charts`: natural widths in pixels, by the class of their box. */
export function reportStyle(charts: ReadonlyMap<string, number>): string {
  const sizes = Array.from(
    charts,
    ([name, width]) =>
      `.${name} svg{width:100%;min-width:${Math.round(width * SHRINK)}px;max-width:${Math.round(width)}px}`,
  );
  return [
    `:root{color-scheme:light dark;${variables(LIGHT)}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
    ...Object.keys(LIGHT.tones).map((tone) => `.tone-${tone}{--tone:var(--${tone});--tint:var(--${tone}-tint)}`),
    STYLE,
    ...sizes,
    PRINT,
  ].join("\n");
}

function variables({ tones, ...plain }: Scheme): string {
  const colors = Object.entries(plain).map(([name, color]) => `--${name}:${color}`);
  const toned = Object.entries(tones).flatMap(([tone, [strong, tint]]) => [
    `--${tone}:${strong}`,
    `--${tone}-tint:${tint}`,
  ]);
  return [...colors, ...toned].join(";");
}

const STYLE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;
font-variant-numeric:tabular-nums}
main{max-width:1240px;margin:0 auto;padding:48px 32px 72px}
h1,h2,p,ul,dl,dd,figure{margin:0;padding:0}
h1{font-size:32px;line-height:1.2;font-weight:650;letter-spacing:-.018em}
h2{font-size:17px;line-height:1.3;font-weight:620;letter-spacing:-.005em;margin-bottom:4px}
code,.id,.label{
font-family:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
code{font-size:.9em;overflow-wrap:anywhere}
.eyebrow{color:var(--muted);font-size:13px;font-weight:550;margin-bottom:6px}
.lead{color:var(--muted);margin-top:8px}
.symbols{position:absolute}
.mark{flex:none;color:var(--tone);vertical-align:-2px}
.stroke{fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.cut{fill:none;stroke:var(--card);stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.hole{fill:var(--card)}
.dots{fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round}
.share{display:block;width:100%;height:10px;border-radius:5px;margin-top:28px;background:var(--line)}
.share rect{fill:var(--tone);stroke:var(--page);stroke-width:2;vector-effect:non-scaling-stroke}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin-top:12px;font-size:14px}
.legend li{display:flex;align-items:center;gap:7px}
.legend b{font-weight:620}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(168px,1fr));gap:12px;margin-top:28px}
.tiles div,section{background:var(--card);border:1px solid var(--line);border-radius:12px}
.tiles div{padding:16px 18px 14px}
.tiles dt{color:var(--muted);font-size:13px}
.tiles dd.number{font-size:25px;line-height:1.3;font-weight:620;letter-spacing:-.015em;margin-top:2px;
white-space:nowrap}
.tiles dd.note{color:var(--muted);font-size:13px}
section{margin-top:20px;padding:22px 24px 20px}
.hint{color:var(--muted);font-size:14px}
.scroll{overflow-x:auto;margin:16px -24px 0;padding:0 24px 4px}
.scroll svg{display:block;height:auto}
.people{list-style:none;margin-top:10px;display:grid;grid-template-columns:14px max-content 1fr;gap:0 12px}
.people li{display:grid;grid-column:1/-1;grid-template-columns:subgrid;padding:9px 0;
border-top:1px solid var(--line);align-items:baseline}
.people li:first-child{border-top:0}
.people .mark{align-self:start;margin-top:4px}
.people small{display:block;color:var(--muted);font-size:13px}
.people a{white-space:nowrap}
a{color:inherit;text-decoration-color:var(--line);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
a:focus-visible{outline:2px solid var(--active);outline-offset:2px;border-radius:4px}
svg text{fill:var(--ink)}
svg .id{font-size:11.5px}
svg .detail{font-size:11.5px;fill:var(--muted)}
svg .label{font-size:11px}
.edges path{fill:none;stroke:var(--muted);stroke-width:1.2;opacity:.62}
.arrow{fill:var(--muted)}
.box{fill:var(--tint);stroke:var(--tone);stroke-width:1}
.node .detail{fill:var(--tone)}
.node:hover .box,.node:focus-visible .box{stroke-width:2}
.node:focus-visible{outline:none}
.box-cancelled,.box-waiting,.bar-cancelled,.bar-expired,.bar-claimed{stroke-dasharray:4 3}
.bar-failed{stroke-width:1.6}
.critical{stroke-width:2.4}
.idle{stroke:var(--line)}
.hatch{stroke:var(--muted);stroke-width:1.6;fill:none;opacity:.75}
.held{list-style:none;margin-top:12px;font-size:14px;color:var(--muted);overflow-wrap:anywhere}
.tick{stroke:var(--line);stroke-width:1;fill:none}
.rule{stroke:var(--line);stroke-width:1;fill:none}
table{border-collapse:collapse;width:100%;font-size:14px}
th{text-align:left;font-weight:550;color:var(--muted);font-size:13px;padding:0 16px 8px 0;
border-bottom:1px solid var(--line);white-space:nowrap}
td{padding:11px 16px 11px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
tr:target td{background:var(--active-tint)}
td .title{color:var(--muted);max-width:34ch;overflow-wrap:anywhere}
.expected{color:var(--muted);font-size:13px;white-space:normal;min-width:150px;max-width:26ch;margin-left:auto}
.state{display:inline-flex;align-items:center;gap:6px;color:var(--tone);font-weight:550;white-space:nowrap}
.number,.time{white-space:nowrap}
th.time,td.time{text-align:right}
.attempts{list-style:none;margin:0;padding:0;min-width:210px}
.attempts li{display:grid;grid-template-columns:14px 1fr;gap:0 8px;align-items:start}
.attempts li+li{margin-top:5px}
.attempts .mark{margin-top:4px}
.attempts .failure{grid-column:2;color:var(--muted);font-size:13px;max-width:46ch;overflow-wrap:anywhere}
.reason{min-width:220px;max-width:52ch;overflow-wrap:anywhere}
.none{color:var(--muted)}
@media (max-width:640px){main{padding:28px 16px 48px}section{padding:18px 16px 16px}.scroll{margin:14px -16px 0;
padding:0 16px 4px}h1{font-size:26px}.people{grid-template-columns:14px 1fr}.people a{white-space:normal}
.people span{grid-column:2}}`;

const PRINT = `@media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}section,.tiles div{
break-inside:avoid;border-color:#ccc}section.long{break-inside:auto}tr{break-inside:avoid}.scroll{overflow:visible}
.scroll svg{min-width:0;max-width:100%}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`;
