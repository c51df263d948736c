import Foundation

/// What has to be said of a changed byte.
struct TamperExpectation {
  private let place: FileMap.Place
  /// The number of events.
  private let end: Int

  init(_ place: FileMap.Place, end: Int) {
    self.place = place
    self.end = end
  }

  /// Whether the log says nothing of it, so that nobody can tell: as the documentation has it under
  /// "What nothing vouches for".
  var isUntold: Bool {
    switch place {
    case .key("references", let key, let offset, let value):
      // An idempotency key, and the hash of an identity whose person was erased.
      switch key.first {
      case UInt8(ascii: "k"): offset > 0
      case UInt8(ascii: "i"), UInt8(ascii: "p"): offset > 0 && value.allSatisfy { $0 == 0xFF }
      default: false
      }
    case .value("references", let key, _): key.first == UInt8(ascii: "k")
    case .key("imports", _, let offset, _): offset >= 4
    case .value("imports", _, _): true
    default: false
    }
  }

  /// Whether the program rightly says that it cannot read a ledger of a newer format, and nothing more.
  func isRefused(by run: VerifyRun) -> Bool {
    guard case .value("meta", let key, _) = place, key == Array("format".utf8) else { return false }
    return run.status == 3 && run.errors.contains("use a newer version")
  }

  /// What a report says wrongly or leaves out; nil where it is right.
  func complaint(about run: VerifyRun) -> String? {
    switch place {
    case .free: "a free byte was blamed"
    case .unused: "an unused byte was blamed"
    case .structure, .key, .meta: nil
    case .value(let table, let key, let offset): complaint(run, table, key, offset)
    }
  }

  /// One change is one problem, and it is named where it is.
  private func complaint(
    _ run: VerifyRun,
    _ table: String,
    _ key: [UInt8],
    _ offset: Int
  ) -> String? {
    // Pages that contradict one another may be told several times.
    if table == "(main)" || table == "(free)" { return nil }
    if table == "checkpoints" { return checkpointComplaint(run, key) }
    guard run.problems.count == 1, let problem = run.problems.first else {
      return "more than one problem was named"
    }
    switch table {
    case "events":
      let isNamed = problem.kind == "changedEvent" && problem.position == Int(key.number)
      return isNamed ? nil : "the wrong event was named"
    case "contents":
      let isNamed = problem.kind == "changedContent" && problem.position == Int(key.number)
      return isNamed ? nil : "the wrong content was named"
    case "streams":
      let isNamed = problem.kind == "streamHead" && problem.ticket == Int(key.number)
      return isNamed ? nil : "the wrong ticket was named"
    case "tiles":
      let level = UInt64(255) - key.number >> 56
      let record = key.number & (1 << 56 - 1)
      // Of 32 leaves: the hash above them, then four bytes of each.
      let first =
        level == 0
        ? record * 32 + UInt64(max(offset - 32, 0) / 4) : record << (8 * level)
      let isNamed = problem.kind == "tile" && problem.position == Int(first)
      return isNamed ? nil : "the wrong hash was named"
    case "projections":
      let name = String(decoding: key.prefix { $0 != 0 }, as: UTF8.self)
      // After the name come a zero and four bytes; then, in the key of a chunk, what it is stored under.
      let chunk = key.dropFirst(name.utf8.count + 5)
      let text = chunk.map { String(Int($0) + 256, radix: 16).suffix(2) }.joined()
      let isNamed =
        problem.kind == "projection" && problem.projection == name
        && (problem.chunk == 0) == chunk.isEmpty && problem.detail.contains(text)
      return isNamed ? nil : "the wrong chunk was named"
    case "references": return problem.kind == "reference" ? nil : "no reference was named"
    case "imports": return problem.kind == "entry" ? nil : "no entry was named"
    case "meta": return metaComplaint(problem, String(decoding: key, as: UTF8.self), offset)
    default: return nil
    }
  }

  /// A root that is another, and a signature that does not hold any more, are told both.
  private func checkpointComplaint(_ run: VerifyRun, _ key: [UInt8]) -> String? {
    let isNamed = run.problems.allSatisfy {
      ["checkpoint", "signature", "tailCut"].contains($0.kind)
        && $0.detail.contains("size \(key.number) ")
    }
    return isNamed && run.problems.count <= 2 ? nil : "the wrong checkpoint was named"
  }

  private func metaComplaint(
    _ problem: VerifyRun.Problem,
    _ key: String,
    _ offset: Int
  ) -> String? {
    switch key {
    case "leaves":
      let isNamed =
        problem.kind == "tile" && problem.position == end - end % 32 + offset / 4
      return isNamed ? nil : "the wrong leaf was named"
    case "frontier": return problem.kind == "frontier" ? nil : "the frontier was not named"
    case "format": return problem.kind == "format" ? nil : "the format was not named"
    default: return nil
    }
  }
}
