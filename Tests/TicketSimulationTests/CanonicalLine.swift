import TicketLedger

/// One text line for a submission, the same wherever it is made.
func canonicalLine(_ submission: Submission) -> String {
  let time = submission.occurredAt?.millisecondsSince1970 ?? 0
  let ticket = submission.command.ticket.map { "\($0)" } ?? "-"
  return "\(time) \(ticket) \(submission.actor) \(canonical(submission.command.action))"
}

private func canonical(_ action: Command.Action) -> String {
  switch action {
  case .open(let opening):
    var bare = opening
    bare.classification = [:]
    return "open \(bare) \(canonical(opening.classification))"
  case .classify(let terms): return "classify \(canonical(terms))"
  default: return "\(action)"
  }
}

private func canonical<Value>(_ terms: [String: Value]) -> String {
  terms.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923), over lines each ended by a newline.
struct Digest {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ line: String) {
    for byte in line.utf8 { add(byte) }
    add(UInt8(ascii: "\n"))
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
  }
}

/// The digest of a whole history.
func digest(_ history: some Sequence<Submission>) -> UInt64 {
  var digest = Digest()
  for submission in history { digest.add(canonicalLine(submission)) }
  return digest.value
}
