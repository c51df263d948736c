import TicketLedger

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Another process on the same key file, as it is told on its standard input.
///
/// `make A B`: gives persons A to B keys; `read N`: says what person N's key is; `erase N`;
/// `rotate N`: wraps the keys of N persons anew; `spin N`: does so until it is killed;
/// `time N`: measures with persons 1 to N, in a release build.
struct KeyProbe {
  private static let origin = OriginDigest(of: "fictional.example/desk")
  private let file: KeyFile

  init(in folder: String) throws {
    let keys = KeyEncryptionKeys { epoch in
      KeyEncryptionKey(bytes: (0..<32).map { UInt8(truncatingIfNeeded: epoch &* 71 &+ $0) })
    }
    let storage: LedgerKeyStorage
    if let there = try LedgerKeyStorage(in: folder, isWritable: true) {
      storage = there
    } else {
      let bytes = try KeyFile.newFile(origin: KeyProbe.origin, keys: keys)
      storage = try LedgerKeyStorage.create(in: folder, bytes: bytes)
    }
    file = try KeyFile(storage, origin: KeyProbe.origin, keys: keys)
  }

  func run() throws {
    say("ready")
    while let line = readLine() {
      let words = line.split(separator: " ").map { UInt32($0) ?? 0 }
      guard words.count >= 2 else { break }
      switch line.prefix(4) {
      case "make":
        var draft = KeyDraft()
        for number in words[1]...words[2] { _ = draft.makeKey(for: PersonID(number)) }
        try file.write(draft, lastRegistered: words[1] - 1)
        say("made")
      case "read": say(try state(of: PersonID(words[1])))
      case "eras": say("erased \(try file.erase([PersonID(words[1])]).count)")
      case "rota": say("rotated \(try file.rotate(lastRegistered: words[1]))")
      case "spin":
        say("spinning")
        while true { try file.rotate(lastRegistered: words[1]) }
      case "time": try measure(words[1])
      default: break
      }
    }
  }

  private func measure(_ count: UInt32) throws {
    let clock = ContinuousClock()
    func report(_ what: String, _ body: () throws -> Void) rethrows {
      let time = try clock.measure(body)
      say("\(what) \(time / Int(count)) each, \(time) in all")
    }
    var draft = KeyDraft()
    report("random") { for number in 1...count { _ = draft.makeKey(for: PersonID(number)) } }
    try report("write") { try file.write(draft, lastRegistered: 0) }
    try report("read") {
      for number in 1...count { _ = try file.key(of: .person(PersonID(number))) }
    }
    let sealer = ContentSealer(origin: "fictional.example/desk")
    let words = [UInt8](repeating: 0x61, count: 200)
    var sealed: [SealedContent] = []
    try report("seal") {
      for number in 1...count {
        let person = PersonID(number)
        guard let key = draft.key(of: person) else { continue }
        sealed.append(try sealer.seal(words, of: .noted, for: person, under: key))
      }
    }
    try report("open") {
      for content in sealed { _ = try sealer.open(content, of: .noted, keys: file) }
    }
    try report("rotate") { try file.rotate(lastRegistered: count) }
    try report("erase") { try file.erase((1...count).map { PersonID($0) }) }
    try report("erase again") { try file.erase((1...count).map { PersonID($0) }) }
  }

  private func state(of person: PersonID) throws -> String {
    switch try file.key(of: .person(person)) {
    case .key(let key):
      key.commitment(of: .person(person), origin: KeyProbe.origin)
        .map { String($0, radix: 16) }.joined(separator: ".")
    case .erased: "erased"
    case .none: "none"
    }
  }

  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
