import StudySupport
import TicketLedger
import Transparency

/// One ledger that is written to and killed again and again: who does what with it, and where it lies.
struct Setting {
  let scenario: Scenario
  /// Which of the ledgers of its scenario it is; every other one is sealed.
  let life: Int
  let seed: UInt64
  /// The folder of the ledger, its keys and its copies.
  let root: String

  static let origin = "fictional.example/desk"

  var path: String { root + "/desk.ledger" }
  private var keyFolder: String { root + "/desk.keys" }
  var encryptionKeys: KeyEncryptionKeyFile { KeyEncryptionKeyFile(at: keyFolder + "/wrapping") }
  var signingKey: SigningKeyFile { SigningKeyFile(at: keyFolder + "/signing") }

  var isSealed: Bool {
    switch scenario.work {
    case .rotation: true
    // What two imports append is the same to the byte, and random keys would not be.
    case .import: false
    default: !life.isMultiple(of: 2)
    }
  }

  var isSigned: Bool { scenario.work == .checkpoints }

  /// What a host does before it makes a ledger.
  func makeKeys() throws {
    guard isSealed || isSigned else { return }
    try makeFolder(keyFolder)
    if isSealed { try encryptionKeys.create(forLedgerAt: path) }
    if isSigned {
      try signingKey.create(forLedgerAt: path, name: KeyName(forOrigin: Setting.origin))
    }
  }

  /// How writer and checker open the ledger.
  func options() throws -> Ledger.Options {
    var options = Ledger.Options(origin: Setting.origin, pollInterval: .milliseconds(20))
    options.checkpointInterval = scenario.work == .checkpoints ? 10 : 150
    if isSealed { options.privacy = .sealed(try encryptionKeys.keys(forLedgerAt: path)) }
    if isSigned {
      options.signer = try signingKey.signer(forLedgerAt: path)
      options.signingInterval = 15
    }
    if scenario.work == .import {
      // It stands, so that a resumed import and one that ran through are the same to the byte.
      options.clock = { Instant(millisecondsSince1970: 1_735_689_600_000) }
    }
    return options
  }

  /// Random numbers for one purpose in one cycle, the same whenever they are asked for.
  func random(_ purpose: UInt64, cycle: Int) -> SeededNumbers {
    var numbers = SeededNumbers(seed: seed &+ purpose &* 0x9E37_79B9)
    for part in [UInt64(life), UInt64(cycle), UInt64(Scenario.Work.allCases.count)] {
      numbers = SeededNumbers(seed: numbers.next() ^ part)
    }
    for byte in scenario.work.rawValue.utf8 {
      numbers = SeededNumbers(seed: numbers.next() ^ UInt64(byte))
    }
    return numbers
  }
}

extension SeededNumbers {
  /// A number of microseconds up to a limit, of every order of magnitude equally often.
  mutating func microseconds(upTo limit: Int) -> Int {
    var top = limit
    while top > 16, Bool.random(using: &self) { top /= 3 }
    return Int.random(in: 0...top, using: &self)
  }
}
