/// The one style sheet of a report: light and dark, screen and paper, page and telephone.
///
/// It holds no `<` and no `&`, so that the page stays well-formed.
enum ReportStyle {
  /// The class of a level's colour; levels above the fifth share the last.
  static func level(_ level: UInt8) -> String {
    "l\(min(max(level, 1), 5))"
  }

  /// The whole sheet.
  static let sheet = [colours, type, layout, charts, paper].joined(separator: "\n")

  static let light = """
      --paper: #ffffff; --soft: #f5f6f8; --ink: #1b2430; --muted: #586273; --line: #d9dee5;
      --grid: #e7eaef; --link: #1a5a96; --warm: #a35200;
      --s0: #6b7686; --s1: #2f6fae; --s2: #c26d00;
      --l1: #2f6fae; --l2: #c48414; --l3: #55356b; --l4: #1f7a6d; --l5: #6b7686;
      --l1-ink: #2a659f; --l2-ink: #8a5a00; --l3-ink: #55356b; --l4-ink: #1a6a5f; --l5-ink: #586273;
      --h0: #f1f3f6; --h1: #d5e4f2; --h2: #aecce7; --h3: #7dadd8; --h4: #3b78b0; --h5: #256299; --h6: #123c66;
      --c0: #f1f3f6; --c1: #faeacb; --c2: #f4d49a; --c3: #e6ab55; --c4: #a95f0a; --c5: #7a3c00;
      --on-pale: #1b2430; --on-deep: #ffffff;
    """

  private static let dark = """
      --paper: #14181e; --soft: #1c222a; --ink: #e6eaf0; --muted: #a5afbd; --line: #353e4a;
      --grid: #272f39; --link: #8fc0f0; --warm: #f0b06a;
      --s0: #8d98a8; --s1: #5b9bd8; --s2: #e09a3e;
      --l1: #4f8fcc; --l2: #cf963c; --l3: #cdbbe0; --l4: #5cb8a8; --l5: #8d98a8;
      --l1-ink: #7db3e6; --l2-ink: #e6b35c; --l3-ink: #d9c8ea; --l4-ink: #6fc4b5; --l5-ink: #a5afbd;
      --h0: #1f262f; --h1: #20415f; --h2: #265a88; --h3: #2e699e; --h4: #5f9dd0; --h5: #96c4ea; --h6: #d6e9f9;
      --c0: #1f262f; --c1: #46351a; --c2: #694a17; --c3: #855a16; --c4: #d4963c; --c5: #f7d49a;
      --on-pale: #eef2f7; --on-deep: #10151b;
    """

  private static let colours = """
    :root { color-scheme: light dark;
    \(light)
    }
    @media screen and (prefers-color-scheme: dark) { :root {
    \(dark)
    } }
    """

  private static let type = """
    * { box-sizing: border-box; }
    html { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
      -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
    @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
    body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: break-word; }
    h1, h2, h3 { line-height: 1.25; font-weight: 600; text-wrap: balance; }
    h1 { font-size: 2.1rem; margin: 0.1em 0 0.3em; letter-spacing: -0.01em; }
    h2 { font-size: 1.45rem; margin: 0 0 0.3em; letter-spacing: -0.005em; }
    h3 { font-size: 1.05rem; margin: 2.2em 0 0.4em; }
    p { margin: 0 0 0.8em; max-width: 68ch; }
    a { color: var(--link); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
    a:focus-visible, summary:focus-visible, .scroll:focus-visible, pre:focus-visible
      { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 2px; }
    .lead { color: var(--muted); font-size: 1.05rem; }
    .small, figcaption p { color: var(--muted); font-size: 0.92rem; }
    .none { color: var(--muted); background: var(--soft); border-radius: 6px; padding: 0.9em 1.1em; max-width: none; }
    .skip { position: absolute; left: -999em; }
    .skip:focus { left: 1em; top: 0.6em; background: var(--paper); padding: 0.3em 0.6em; }
    """

  private static let layout = """
    header, .page, footer { max-width: 1180px; margin: 0 auto; padding: 0 2rem; }
    header { padding-top: 3.2rem; padding-bottom: 1.8rem; }
    .kicker { color: var(--muted); margin: 0; font-size: 0.95rem; }
    .period { font-size: 1.15rem; margin: 0; }
    .stand { color: var(--muted); margin: 0.2em 0 0; }
    .page { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 3.2rem; padding-top: 1.6rem; }
    nav { position: sticky; top: 1.6rem; align-self: start; font-size: 0.93rem; }
    nav h2 { font-size: 0.93rem; color: var(--muted); font-weight: 600; margin: 0 0 0.6em; letter-spacing: 0; }
    nav ol { list-style: none; margin: 0; padding: 0; }
    nav li { margin: 0 0 0.15em; }
    nav a { display: block; padding: 0.22em 0; text-decoration: none; color: var(--ink); }
    nav a:hover { color: var(--link); text-decoration: underline; }
    section { padding-bottom: 2.6rem; margin-bottom: 2.4rem; border-bottom: 1px solid var(--line); scroll-margin-top: 1.2rem; }
    section:last-child { border-bottom: 0; margin-bottom: 0; }
    #summary h3:first-of-type { margin-top: 1em; }
    .findings { list-style: none; margin: 0; padding: 0; }
    .findings li { display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 0.2rem 1.4rem; padding: 0.7em 0; border-top: 1px solid var(--line); }
    .findings li:first-child { border-top: 0; }
    .findings a { text-decoration: none; }
    .findings a:hover { text-decoration: underline; }
    .findings strong { font-weight: 600; }
    .tiles { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; margin: 0.8em 0 0; }
    .tiles div { background: var(--paper); padding: 0.95rem 1.05rem; }
    .tiles dt { color: var(--muted); font-size: 0.88rem; }
    .tiles dd { margin: 0; color: var(--muted); font-size: 0.85rem; }
    .tiles .figure { color: var(--ink); font-size: 1.6rem; font-weight: 600; line-height: 1.35; font-variant-numeric: tabular-nums; letter-spacing: -0.01em; }
    .facts { margin: 0.8em 0 1em; border-bottom: 1px solid var(--line); }
    .facts div { display: grid; grid-template-columns: minmax(0, 24rem) minmax(0, 1fr); gap: 0 1.4rem; padding: 0.42em 0; border-top: 1px solid var(--line); }
    .facts dt { color: var(--muted); }
    .facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    .scroll { overflow-x: auto; max-width: 100%; margin: 0.8em 0; border: 1px solid var(--line); border-radius: 6px; }
    details .scroll { max-height: 26rem; overflow-y: auto; }
    table { border-collapse: collapse; font-size: 0.9rem; width: 100%; }
    caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; padding: 0; }
    th, td { padding: 0.42em 0.7em; text-align: left; vertical-align: baseline; border-top: 1px solid var(--line); }
    thead th { border-top: 0; color: var(--muted); font-weight: 600; background: var(--soft); position: sticky; top: 0; }
    tbody th { font-weight: 400; min-width: 9rem; background: var(--paper); position: sticky; left: 0; }
    thead th:first-child { left: 0; z-index: 1; }
    .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    details { margin: 0.6em 0 0; }
    summary { cursor: pointer; color: var(--link); font-size: 0.9rem; width: fit-content; }
    pre { background: var(--soft); border-radius: 6px; padding: 0.9em 1.1em; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.88rem; margin: 0; }
    code, .ref { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    .chains { margin: 0; padding: 0; list-style: none; }
    .chains li { padding: 0.8em 0; border-top: 1px solid var(--line); }
    .chains p { margin: 0.1em 0 0.3em; color: var(--muted); font-size: 0.92rem; max-width: none; }
    .chains .path { color: var(--ink); line-height: 1.9; }
    .ref { font-size: 0.84rem; background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0.05em 0.4em; display: inline-block; max-width: 100%; line-height: 1.5; }
    .problem { border-color: var(--s1); border-width: 1.5px; }
    .open-end { color: var(--warm); font-weight: 600; }
    footer { color: var(--muted); font-size: 0.88rem; padding-top: 1.4rem; padding-bottom: 3rem; }
    @media (max-width: 1000px) {
      .page { grid-template-columns: minmax(0, 1fr); gap: 1.6rem; }
      nav { position: static; }
      nav ol { columns: 2; column-gap: 2rem; }
      .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    }
    @media (max-width: 620px) {
      header, .page, footer { padding-left: 1.1rem; padding-right: 1.1rem; }
      header { padding-top: 1.8rem; padding-bottom: 1.1rem; }
      h1 { font-size: 1.6rem; }
      h2 { font-size: 1.3rem; }
      .findings li, .facts div { grid-template-columns: minmax(0, 1fr); }
      .tiles .figure { font-size: 1.3rem; }
      .tiles div { padding: 0.75rem 0.8rem; }
      section { padding-bottom: 1.8rem; margin-bottom: 1.8rem; }
    }
    """
}
