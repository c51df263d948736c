/// What many processes did to one ticket, and whether one process, doing it one by one, could have seen
/// the same.
///
/// Linearizable, that is: each operation can be given one moment between its beginning and its end, at
/// which it takes effect. Every accepted submission has a revision of its own, so the order of effects
/// is known, and only the moments are looked for: each as early as those before it allow.
struct TicketHistory {
  let operations: [Operation]
  /// The revision that the ticket stood at before all of them.
  let first: UInt32

  /// Why there are no such moments; nil where there are.
  ///
  /// - Complexity: O(n) in the operations.
  func problem() -> String? {
    var writes: [UInt32: [Operation]] = [:]
    var reads: [UInt32: [Operation]] = [:]
    var revisions: [String: UInt32] = [:]
    for operation in operations {
      switch operation.outcome {
      case .accepted(let revision):
        if let other = revisions.updateValue(revision, forKey: operation.token), other != revision {
          return "\(operation.token) was acknowledged as revisions \(other) and \(revision)"
        }
        writes[revision, default: []].append(operation)
      case .stale(let revision):
        if operation.expected == revision {
          return "\(operation.token) was refused at the very revision that it expected, \(revision)"
        }
        reads[revision, default: []].append(operation)
      case .saw(let revision): reads[revision, default: []].append(operation)
      }
    }
    return problem(writes, reads)
  }

  private func problem(
    _ writes: [UInt32: [Operation]],
    _ reads: [UInt32: [Operation]]
  ) -> String? {
    let last = max(writes.keys.max() ?? first, first)
    if let revision = reads.keys.first(where: { !(first...last ~= $0) }) {
      return "revision \(revision) was seen, and never was"
    }
    if let revision = writes.keys.first(where: { $0 <= first }) {
      return "revision \(revision) was acknowledged, and was there before"
    }
    // The earliest moment for what comes next.
    var moment = Int64.min
    var revision = first
    while true {
      var latest = moment
      for read in reads[revision] ?? [] {
        guard moment <= read.ended else {
          return
            "revision \(revision) was seen after a later one had been acknowledged or seen, or "
            + "before it was asked for: \(read)"
        }
        latest = max(latest, read.begun)
      }
      moment = latest
      guard revision < last else { return nil }
      revision += 1
      let group = writes[revision] ?? []
      if let problem = problem(of: group, as: revision, at: &moment) { return problem }
    }
  }

  /// Finds a moment for the submission that became a revision, and for its repetitions.
  private func problem(
    of group: [Operation],
    as revision: UInt32,
    at moment: inout Int64
  ) -> String? {
    guard let one = group.first else { return "revision \(revision) was asked for by nobody" }
    if let other = group.first(where: { $0.token != one.token }) {
      return "revision \(revision) was acknowledged to \(one.token) and to \(other.token)"
    }
    let earliest = moment
    let possible = group.indices.filter { place in
      let operation = group[place]
      let isExpected = operation.expected.map { $0 == revision - 1 } ?? true
      return isExpected && earliest <= operation.ended
    }
    guard let effective = possible.min(by: { group[$0].begun < group[$1].begun }) else {
      return "\(one.token) became revision \(revision) against its expectation, or too late: \(one)"
    }
    moment = max(moment, group[effective].begun)
    for place in group.indices where place != effective && moment > group[place].ended {
      return "\(one.token) was acknowledged before it was recorded: \(group[place])"
    }
    return nil
  }
}
