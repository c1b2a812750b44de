"""How the page looks: light and dark as the reader has it, on paper and on a telephone. Nothing is loaded."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT = {
    "ground": "#ffffff",
    "raised": "#f4f6f8",
    "line": "#ccd3da",
    "ink": "#1b2026",
    "muted": "#555e68",
    "accent": "#1d5fbf",
    "nothing": "#0b7a69",
    "writes": "#b06000",
    "everything": "#c0262d",
    "unknown": "#6b747d",
}
DARK = {
    "ground": "#12161b",
    "raised": "#1b2128",
    "line": "#3b444e",
    "ink": "#e8edf2",
    "muted": "#a3adb8",
    "accent": "#7db0ff",
    "nothing": "#45b8a4",
    "writes": "#e5a54b",
    "everything": "#ff7b7b",
    "unknown": "#98a2ad",
}
RULES = """
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
main,header.page{max-width:64rem;margin:0 auto;padding:0 1rem}
header.page{padding-top:1.5rem}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p{margin:.35rem 0}
.muted{color:var(--muted)}
code,pre,.sql{font:.875rem/1.45 ui-monospace,monospace}
pre{margin:.5rem 0;padding:.6rem .8rem;background:var(--raised);border-radius:4px;white-space:pre-wrap;
overflow-wrap:anywhere}
.sql{white-space:pre-wrap;overflow-wrap:anywhere}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;margin:1rem 0}
dl.facts>div{padding:.6rem .8rem;background:var(--raised);border-radius:6px}
dl.facts dt{color:var(--muted);font-size:.8125rem}
dl.facts dd{margin:0;font-size:1.0625rem;font-weight:600}
dl.told{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.75rem 0}
dl.told dt{color:var(--muted)}
dl.told dd{margin:0;min-width:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:.5rem 0}
.scroll:focus-visible{outline:2px solid var(--accent)}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
caption{text-align:left;color:var(--muted);font-size:.875rem;padding-bottom:.25rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
td{overflow-wrap:anywhere}
th{font-size:.8125rem;color:var(--muted);font-weight:600;white-space:nowrap}
th[scope=row]{white-space:normal;overflow-wrap:anywhere;min-width:6rem}
.scroll td,.scroll th[scope=row]{white-space:nowrap;min-width:0}
table.cards td:nth-child(2){width:36%}
table.cards td:nth-child(3){width:30%}
table.cards td:nth-child(4){white-space:nowrap}
td svg{max-width:100%}
td p{margin:0 0 .25rem}
svg{display:block;max-width:none;height:auto}
svg text{font:12px system-ui,sans-serif;fill:var(--ink)}
svg text.small{font-size:11px;fill:var(--muted)}
svg .axis{stroke:var(--line);fill:none}
svg .curve{fill:none;stroke:var(--accent);stroke-width:2}
svg .now{stroke:var(--ink);stroke-width:1.5}
svg .onset{stroke:var(--everything);stroke-width:1.5;stroke-dasharray:5 3}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:1rem}
.charts figure svg{width:100%}
figure{margin:0;min-width:0}
figcaption{font-size:.875rem;margin-top:.25rem}
ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0;padding:0;font-size:.875rem}
ul.legend li{display:flex;align-items:center;gap:.4rem}
ul.legend svg{flex:none}
.finding{border-left:4px solid var(--unknown);padding:.1rem 0 .1rem .9rem;margin:1rem 0}
.finding.error{border-color:var(--everything)}
.finding.warning{border-color:var(--writes)}
.finding h3{margin:0 0 .25rem}
.defs{position:absolute;width:0;height:0}
@media screen and (max-width:44rem){
dl.told{grid-template-columns:1fr;gap:0}
dl.told dd{margin-bottom:.5rem}
table.cards,table.cards caption,table.cards tbody,table.cards tr,table.cards th[scope=row]{display:block}
table.cards th[scope=row],table.cards td:nth-child(n){border:0;padding:0;width:auto;white-space:normal}
table.cards td{display:block}
table.cards thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table.cards tr{border-bottom:1px solid var(--line);padding:.6rem 0}
table.cards td::before{content:attr(data-label);display:block;color:var(--muted);font-size:.8125rem}
table.cards td:empty{display:none}
}
@media print{
body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,header.page{max-width:none;padding:0}
.scroll{overflow:visible}
.scroll svg{width:100%;min-width:0}
tr,figure,.finding{break-inside:avoid}
h2,h3{break-after:avoid}
}
"""
BLOCKED = ("nothing", "writes", "everything", "unknown")


def stylesheet() -> str:
    """All of it, for one ``<style>``; on paper the light one."""
    fills = "".join(
        f".{name}{{fill:var(--{name})}}.hatch-{name}{{fill:url(#hatch-{name})}}"
        f".held-{name}{{fill:none;stroke:var(--{name});pointer-events:all}}"
        for name in BLOCKED
    )
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{_declared(DARK)}}}}}"
    return f":root{{color-scheme:light dark;{_declared(LIGHT)}}}{dark}{RULES}{fills}"


def _declared(colours: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())
