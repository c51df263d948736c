/// Some figures that are measured together, since they share what they are measured on.
struct Part: Sendable {
  /// What it measures.
  let figures: [FigureKind]
  /// Measures those of its figures that the workbench wants.
  let measure: @Sendable (Workbench) async throws -> [Figure]

  /// Every part, in the order of the results.
  static let all: [Part] = [
    .singleAppend, .groupAppend, .batchAppend, .durableBatchAppend, .tree, .replay, .history, .open,
    .verify, .asOf, .disk, .memory, .sealing, .fold, .calendar,
  ]

  /// Whether one of its figures has a name that begins with one of these; all do if there are none.
  func isMeant(by prefixes: [String]) -> Bool {
    figures.contains { Part.means(prefixes, $0.name) }
  }

  static func means(_ prefixes: [String], _ name: String) -> Bool {
    prefixes.isEmpty || prefixes.contains { name.hasPrefix($0) }
  }
}
