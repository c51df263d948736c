/// What the ledger had promised at a moment of the record, and what it had been asked for.
///
/// A workload says, each on a line of words: `submitted N`, `acknowledged N P` with the position of its
/// last event (and `words` where the event holds "submission N."), `event P HEX`, `signed SIZE`,
/// `erasing PERSON N,…` and `erased PERSON N,…` with the submissions whose words go, `copied SIZE`,
/// `keys NAME`, `rotating`, `rotated EPOCH`, `compacted`, `closed`, and `ended ERROR`; `killable` where the
/// recorder may kill it from, and `going on` where another process begins.
struct Promises {
  /// How many promises were made; states with more are other ones to check.
  private(set) var count = 0
  private(set) var submitted: Set<Int> = []
  /// The position of the last event of each acknowledged submission, and whether it has words.
  private(set) var acknowledged: [Int: (position: UInt64, hasWords: Bool)] = [:]
  /// The first position that no acknowledged event has.
  private(set) var end: UInt64 = 0
  /// The same, without the last commit unless all was synced since.
  private(set) var endBeforeLastCommit: UInt64 = 0
  private(set) var signedSizes: [UInt64] = []
  /// Submissions whose words may be gone, and those whose words have to be.
  private(set) var perishable: Set<Int> = []
  private(set) var perished: Set<Int> = []
  /// The events of the backup, once it was made.
  private(set) var copySize: UInt64?
  /// Files of keys that were made, below the root.
  private(set) var keyFiles: [String] = []
  /// The epoch that keys were rotated to, and whether another rotation was begun.
  private(set) var epoch: UInt32?
  private(set) var isRotating = false
  /// Whether the file was written anew, and nobody was erased since.
  private(set) var isCompacted = false

  init(_ marks: some Sequence<String> = []) {
    for mark in marks { note(mark) }
  }

  mutating func note(_ mark: String) {
    let words = mark.split(separator: " ").map(String.init)
    let numbers = words.dropFirst().map { Int($0) ?? 0 }
    switch words.first {
    case "submitted": submitted.insert(numbers[0])
    case "acknowledged":
      acknowledged[numbers[0]] = (UInt64(numbers[1]), words.last == "words")
      endBeforeLastCommit = max(endBeforeLastCommit, end)
      end = max(end, UInt64(numbers[1]) + 1)
      count += 1
    case "signed":
      signedSizes.append(UInt64(numbers[0]))
      count += 1
    case "erasing":
      perishable.formUnion(Promises.list(words))
      isCompacted = false
    case "erased":
      perished.formUnion(Promises.list(words))
      count += 1
    case "copied":
      copySize = UInt64(numbers[0])
      count += 1
    case "keys":
      keyFiles.append(words[1])
      count += 1
    case "rotating": isRotating = true
    case "rotated":
      epoch = UInt32(numbers[0])
      isRotating = false
      count += 1
    case "compacted":
      isCompacted = true
      count += 1
    case "closed":
      endBeforeLastCommit = end
      count += 1
    default: break
    }
  }

  private static func list(_ words: [String]) -> [Int] {
    words.count < 3 ? [] : words[2].split(separator: ",").compactMap { Int($0) }
  }
}

/// What the log of a workload holds in the end, which every state of it holds a beginning of.
struct Truth {
  /// The bytes of the events that the workload read back.
  private(set) var events: [UInt64: [UInt8]] = [:]
  /// Positions of the last events of submissions, ascending.
  private var owners: [(position: UInt64, submission: Int)] = []
  /// How the workload ended, where that was by an error.
  private(set) var ending: String?

  init(_ marks: some Sequence<String>) {
    var promises = Promises()
    for mark in marks {
      promises.note(mark)
      let words = mark.split(separator: " ", maxSplits: 2).map(String.init)
      if words.first == "event", words.count == 3, let position = UInt64(words[1]) {
        events[position] = Truth.bytes(words[2])
      }
      // A process that was cut off may say so; whoever goes on may not.
      if words.first == "going" { ending = nil }
      if words.first == "ended" { ending = mark }
    }
    owners = promises.acknowledged.map { ($0.value.position, $0.key) }
    owners.sort { $0.position < $1.position }
  }

  /// The submission that an event was recorded for; nil where none was acknowledged for it.
  func submission(of position: UInt64) -> Int? {
    owners.first { $0.position >= position }?.submission
  }

  private static func bytes(_ text: String) -> [UInt8] {
    let digits = text.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
