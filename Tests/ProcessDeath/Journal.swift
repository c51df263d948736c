/// What a writer had said when it was killed.
///
/// Lines of words: `opening`, `ready`, `submitted DEED`, `acknowledged N P HEX` with the position and the
/// bytes of its last event, `group N,…` of deeds that are one, `doing NAME …` and `done NAME …`,
/// `consumed NAME P KIND`, `kept NAME P`, `alarm P`, `grown COUNT HEX`, `finished`, `ended ERROR`.
struct Journal {
  struct Answer {
    /// Nil where the writer does not know it, as one that acknowledges too early.
    let position: UInt64?
    let bytes: [UInt8]?
  }

  /// Something besides submitting that was begun or done, with what was said of it.
  struct Mark {
    let name: String
    let words: [String]
  }

  private(set) var isReady = false
  private(set) var isFinished = false
  private(set) var submitted: [Int: Deed] = [:]
  private(set) var acknowledged: [Int: Answer] = [:]
  private(set) var groups: [[Int]] = []
  private(set) var begun: [Mark] = []
  private(set) var done: [Mark] = []
  private(set) var consumed: [String: [(position: UInt64, kind: String)]] = [:]
  private(set) var kept: [String: UInt64] = [:]
  private(set) var alarms: [UInt64] = []
  private(set) var grown: [(count: UInt64, bytes: [UInt8])] = []
  /// Why the writer ended by itself.
  private(set) var ending: String?

  init(_ lines: [String]) {
    for line in lines { note(line) }
  }

  private mutating func note(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("ready", _): isReady = true
    case ("finished", _): isFinished = true
    case ("submitted", _):
      if let deed = Deed(words.dropFirst()) { submitted[deed.number] = deed }
    case ("acknowledged", 4):
      guard let number = Int(words[1]) else { return }
      let bytes = words[3] == "-" ? nil : Journal.bytes(words[3])
      acknowledged[number] = Answer(position: UInt64(words[2]), bytes: bytes)
    case ("group", 2): groups.append(words[1].split(separator: ",").compactMap { Int($0) })
    case ("doing", 2...): begun.append(Mark(name: words[1], words: Array(words.dropFirst(2))))
    case ("done", 2...): done.append(Mark(name: words[1], words: Array(words.dropFirst(2))))
    case ("consumed", 4):
      guard let position = UInt64(words[2]) else { return }
      consumed[words[1], default: []].append((position, words[3]))
    case ("kept", 3): kept[words[1]] = UInt64(words[2])
    case ("alarm", 2): alarms += UInt64(words[1]).map { [$0] } ?? []
    case ("grown", 3):
      guard let count = UInt64(words[1]) else { return }
      grown.append((count, Journal.bytes(words[2])))
    case ("ended", _): ending = words.dropFirst().joined(separator: " ")
    default: break
    }
  }

  /// What was begun under a name and not done.
  func underWay(_ name: String) -> [Mark] {
    let ended = Set(done.filter { $0.name == name }.map(\.words.first))
    return begun.filter { $0.name == name && !ended.contains($0.words.first) }
  }

  /// Whether it was killed in the midst of something that it had said it would do.
  var isInTheMidst: Bool {
    Set(begun.map(\.name)).contains { name in
      begun.count { $0.name == name } > done.count { $0.name == name }
    }
  }

  func done(_ name: String) -> [Mark] { done.filter { $0.name == name } }

  static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  private static func bytes(_ text: String) -> [UInt8] {
    let digits = text.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
