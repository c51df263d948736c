import Foundation

extension Figure {
  /// Figures as lines of a table for people.
  static func table(of figures: [Figure]) -> [String] {
    let rows = figures.map { figure in
      [
        figure.name, text(figure.ours), figure.baseline.map(text) ?? "",
        figure.ratio.map(text) ?? "", figure.targetText, figure.unit, String(figure.runs),
      ]
    }
    let title = ["name", "ours", "baseline", "ratio", "target", "unit", "runs"]
    return TextTable(title: title, rows: rows, leading: [0, 4, 5]).lines
  }

  private var targetText: String {
    guard let target, let isMet else { return "" }
    let sign = direction == "atLeast" ? "≥" : "≤"
    return "\(sign) \(String(format: "%g", target))\(isMet ? "" : " missed")"
  }

  /// A figure with three or four digits that count.
  private static func text(_ figure: Double) -> String {
    switch abs(figure) {
    case 1_000...: String(format: "%.0f", figure)
    case 100...: String(format: "%.1f", figure)
    case 10...: String(format: "%.2f", figure)
    default: String(format: "%.3f", figure)
    }
  }
}
