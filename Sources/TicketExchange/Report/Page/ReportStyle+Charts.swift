extension ReportStyle {
  /// How charts look.
  static let charts = """
    figure { margin: 2.2rem 0 0; }
    figure + figure { margin-top: 3rem; }
    figcaption h3 { margin: 0 0 0.2em; }
    figcaption p { margin: 0 0 0.9em; }
    svg { display: block; max-width: 100%; height: auto; overflow: visible; }
    svg.wide { width: 100%; }
    svg.narrow { display: none; }
    @media screen and (max-width: 620px) {
      svg.wide { display: none; }
      svg.narrow { display: block; width: 100%; }
    }
    svg text { font-size: 12px; fill: var(--ink); unicode-bidi: isolate; }
    svg .n { font-variant-numeric: tabular-nums; }
    svg .n, svg .u, svg .y { fill: var(--muted); }
    svg .b { font-weight: 600; }
    svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
    .grid { stroke: var(--grid); fill: none; }
    .base { stroke: var(--s0); fill: none; }
    .area { stroke: var(--paper); stroke-width: 1; stroke-linejoin: round; }
    \(levels)
    .s0 { fill: var(--s0); background: var(--s0); }
    .s1 { fill: var(--s1); background: var(--s1); }
    .s2 { fill: var(--s2); background: var(--s2); }
    .part, .cell { stroke: none; }
    .part.h1, .part.h3 { stroke: var(--paper); stroke-width: 1; }
    .part.h5, .part.h6 { stroke: var(--paper); stroke-width: 1; }
    .void { fill: none; stroke: var(--line); stroke-dasharray: 2 2; }
    \(shades)
    .bar.solid { fill: var(--s1); }
    .bar.hollow { fill: var(--paper); stroke: var(--s0); stroke-width: 1.3; }
    .hatch-back { fill: var(--paper); }
    .hatch-line { fill: var(--s2); }
    .bar.hatched { stroke: var(--s2); stroke-width: 1; }
    .stem { stroke: var(--s0); stroke-width: 1.5; }
    .cap { stroke: var(--s0); stroke-width: 2.5; fill: none; }
    .mean { fill: var(--paper); stroke: var(--s2); stroke-width: 2; }
    .median { fill: var(--s1); stroke: var(--paper); stroke-width: 1.5; }
    .ribbon { fill-opacity: 0.38; stroke: none; }
    .ribbon:hover { fill-opacity: 0.62; }
    .ribbon.back { fill: var(--s2); fill-opacity: 0.2; stroke: var(--s2); stroke-width: 1.2; stroke-dasharray: 4 3; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.3rem; margin: 0 0 0.9rem; padding: 0; font-size: 0.88rem; color: var(--muted); }
    .legend li { display: flex; align-items: center; gap: 0.5em; }
    .key { display: inline-block; width: 14px; height: 14px; border-radius: 2px; flex: none; border: 1px solid var(--s0); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .key.solid { background: var(--s1); border-color: var(--s1); }
    .key.hatched { background: repeating-linear-gradient(135deg, var(--s2) 0 2.6px, var(--paper) 2.6px 5px); border-color: var(--s2); }
    .key.hollow { background: var(--paper); }
    .key.s1 { border-color: var(--s1); }
    .key.s2 { border-color: var(--s2); }
    .key-median { background: var(--s1); border: 0; border-radius: 50%; width: 10px; height: 10px; }
    .key-mean { background: var(--paper); border: 2px solid var(--s2); border-radius: 0; width: 10px; height: 10px; transform: rotate(45deg); margin: 0 2px; }
    .key-cap { background: none; border: 0; border-top: 3px solid var(--s0); border-radius: 0; height: 3px; }
    """

  private static let levels = (1...5).map { level in
    """
    .l\(level) { fill: var(--l\(level)); background: var(--l\(level)); }
    svg .ink-l\(level) { fill: var(--l\(level)-ink); font-weight: 600; }
    """
  }.joined(separator: "\n")

  private static let shades = ["h", "c"].flatMap { scale in
    (0...6).map { shade in
      let on = shade >= 4 ? "deep" : "pale"
      let name = "\(scale)\(shade)"
      return """
        .\(name) { fill: var(--\(name)); background: var(--\(name)); }
        svg .on-\(name) { fill: var(--on-\(on)); }
        """
    }
  }.joined(separator: "\n")

  /// How a report looks on paper.
  static let paper = """
    svg .on-s1, svg .on-s2 { fill: var(--on-deep); }
    @media print {
      @page { size: A4; margin: 16mm 15mm; }
      html { font-size: 10pt; }
      header, .page, footer { max-width: none; padding-left: 0; padding-right: 0; }
      header { padding-top: 0; }
      .page { display: block; }
      nav { display: none; }
      section { border-bottom: 0; padding: 0; margin: 0 0 2.4rem; }
      .tiles { grid-template-columns: repeat(4, minmax(0, 1fr)); }
      .tiles .figure { font-size: 1.35rem; }
      figure, .tiles, .findings li, .facts div, .chains li, tr { break-inside: avoid; }
      h2, h3, h3 + p, .lead, figcaption, thead { break-after: avoid; }
      details:not([open]) { display: none; }
      .scroll, details .scroll { overflow: visible; max-height: none; border: 0; }
      thead th { position: static; }
      table { font-size: 8.5pt; }
      a { color: inherit; text-decoration: none; }
      svg, .part, .cell, .tiles, .ref, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
