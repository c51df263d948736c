/// All figures of one run, and the machine they were measured on.
struct Comparison: Encodable {
  /// A figure that was not measured, and why.
  struct Missing: Encodable {
    let name: String
    let reason: String
  }

  let machine: Machine
  let events: Int
  let figures: [Figure]
  /// What this machine cannot measure, since a baseline cannot be had.
  let skipped: [Missing]
  /// What went wrong.
  let failed: [Missing]

  /// The figures as a table for people.
  var table: String {
    let left = skipped.map { "skipped \($0.name): \($0.reason)" }
    let wrong = failed.map { "failed \($0.name): \($0.reason)" }
    return (Figure.table(of: figures) + left + wrong).joined(separator: "\n")
  }

  /// Writes the results as JSON, making the folder where it is missing.
  func write(to path: String) throws {
    try ResultFile.write(self, to: path)
  }
}
