import StudySupport

/// The same question as of ``TicketHistory``, answered by trying every order: for small histories, to
/// try the checker by.
enum HistoryOracle {
  /// Whether some order of the operations keeps to their times, and gives each what it was given.
  static func isLinearizable(_ operations: [Operation], from first: UInt32) -> Bool {
    search(operations, revision: first, known: [:])
  }

  private static func search(
    _ rest: [Operation],
    revision: UInt32,
    known: [String: UInt32]
  ) -> Bool {
    if rest.isEmpty { return true }
    for (place, operation) in rest.enumerated() {
      if rest.contains(where: { $0.precedes(operation) }) { continue }
      var (next, keys) = (revision, known)
      switch operation.outcome {
      case .accepted(let became):
        if let before = known[operation.token] {
          guard before == became else { continue }
        } else {
          guard became == revision + 1, operation.expected.map({ $0 == revision }) ?? true else {
            continue
          }
          next = became
          keys[operation.token] = became
        }
      case .stale(let seen):
        guard seen == revision, operation.expected != revision else { continue }
      case .saw(let seen):
        guard seen == revision else { continue }
      }
      var others = rest
      others.remove(at: place)
      if search(others, revision: next, known: keys) { return true }
    }
    return false
  }

  /// A history of a few operations: one that came about one by one, and every other time something in
  /// it is changed.
  static func history(using numbers: inout SeededNumbers) -> [Operation] {
    var operations: [(moment: Int, operation: Operation)] = []
    for number in 0..<Int.random(in: 1...7, using: &numbers) {
      let begun = Int.random(in: 0..<16, using: &numbers)
      let moment = begun + Int.random(in: 0..<6, using: &numbers)
      let ended = moment + Int.random(in: 0..<6, using: &numbers)
      let isRepeated = Int.random(in: 0..<4, using: &numbers) == 0
      operations.append(
        (
          moment,
          Operation(
            token: isRepeated ? "k" : "t\(number)",
            begun: Int64(begun),
            ended: Int64(ended),
            outcome: .saw(0)
          )
        )
      )
    }
    var result = lived(operations.sorted { $0.moment < $1.moment }.map(\.operation), &numbers)
    if Bool.random(using: &numbers) { spoil(&result, &numbers) }
    return result.shuffled(using: &numbers)
  }

  /// Gives operations, in the order in which they take effect, what they would be given.
  private static func lived(_ operations: [Operation], _ numbers: inout SeededNumbers)
    -> [Operation]
  {
    var revision: UInt32 = 1
    var known: [String: UInt32] = [:]
    return operations.map { operation in
      var operation = operation
      let kind = Int.random(in: 0..<4, using: &numbers)
      if kind == 0 && operation.token != "k" {
        operation.token = ""
        operation.outcome = .saw(revision)
        return operation
      }
      if operation.token != "k", kind < 3 {
        operation.expected = kind == 1 ? revision : revision + 1
      }
      if let before = known[operation.token] {
        operation.outcome = .accepted(before)
      } else if let expected = operation.expected, expected != revision {
        operation.outcome = .stale(revision)
      } else {
        revision += 1
        known[operation.token] = revision
        operation.outcome = .accepted(revision)
        if Int.random(in: 0..<10, using: &numbers) == 0 { operation.ended = .max }
      }
      return operation
    }
  }

  private static func spoil(_ operations: inout [Operation], _ numbers: inout SeededNumbers) {
    let place = Int.random(in: 0..<operations.count, using: &numbers)
    switch Int.random(in: 0..<3, using: &numbers) {
    case 0:
      let other = Int.random(in: 0..<operations.count, using: &numbers)
      let outcome = operations[place].outcome
      guard case .accepted = outcome, case .accepted = operations[other].outcome else { return }
      operations[place].outcome = operations[other].outcome
      operations[other].outcome = outcome
    case 1:
      let shift = Int64.random(in: -9...9, using: &numbers)
      operations[place].begun += shift
      if operations[place].ended < .max { operations[place].ended += shift }
    default:
      func moved(_ revision: UInt32) -> UInt32 { revision == 1 ? 2 : revision - 1 }
      switch operations[place].outcome {
      case .accepted(let revision): operations[place].outcome = .accepted(moved(revision))
      case .stale(let revision): operations[place].outcome = .stale(moved(revision))
      case .saw(let revision): operations[place].outcome = .saw(moved(revision))
      }
    }
  }
}
