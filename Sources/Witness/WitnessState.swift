import Transparency

/// All that a witness knows, as its state file has it.
///
/// ```
/// ticket-ledger witness 1
/// key PRIVATE+KEY+<name>+<key ID>+<base64 of 04 and the seed>
/// log <vkey>                                                   a line for each log's key
/// ...
/// seen                                                         for each log seen: its last checkpoint
///  <origin>                                                    as the log signed it, each line
///  <size>                                                      with a space before it
///  <base64 of the root>
///                                                              a space alone
///  — <name> <signature>
/// ```
///
/// UTF-8; every line ends in a newline. What was seen is kept with the log's signature: where the log
/// signs another history, both notes together prove it to anybody.
struct WitnessState {
  /// The witness's key.
  let signer: NoteSigner
  /// The logs' keys.
  var logs: [NoteVerifier] = []
  /// The last checkpoint seen of each log, with the log's signature alone.
  private(set) var seen: [SignedNote] = []

  private static let title = "ticket-ledger witness 1"

  /// The witness of a new key.
  init(signer: NoteSigner) {
    self.signer = signer
  }

  /// The state machine that decides.
  var witness: Witness {
    Witness(logs: logs, seen: seen.compactMap { Checkpoint(text: $0.unverifiedText) })
  }

  /// What was seen last of a log; nil where nothing was.
  func latest(of origin: String) -> SignedNote? {
    seen.first { note in
      Checkpoint(text: note.unverifiedText)?.origin.utf8.elementsEqual(origin.utf8) == true
    }
  }

  /// Decides on a request, and takes its checkpoint as the last one seen.
  ///
  /// Of the note only what the log signed is kept: other lines could be of any length.
  mutating func take(_ request: WitnessRequest) throws(WitnessRefusal) -> Checkpoint {
    let checkpoint = try witness.decide(request)
    let signatures: [NoteSignature]
    do {
      signatures = try request.checkpoint.open(trusting: logs).verified.map(\.signature)
    } catch {
      throw .notSigned(error)
    }
    guard let note = SignedNote(text: checkpoint.text, signatures: signatures) else {
      throw .notSigned(.notSigned)
    }
    let place = seen.firstIndex { $0 == latest(of: checkpoint.origin) }
    if let place { seen[place] = note } else { seen.append(note) }
    return checkpoint
  }

  /// The file.
  var text: String {
    var text = "\(WitnessState.title)\nkey \(signer.skey)\n"
    for log in logs { text += "log \(log.vkey)\n" }
    for note in seen {
      text += "seen\n"
      let lines = String(decoding: note.bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      for line in lines { text += " \(line)\n" }
    }
    return text
  }

  /// Reads a file; what is secret in it is never quoted.
  init(parsing bytes: [UInt8]) throws(WitnessStateFault) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let last = lines.last, last.isEmpty else {
      throw WitnessStateFault(line: lines.count, detail: "it is cut off")
    }
    guard lines[0].elementsEqual(WitnessState.title.utf8) else {
      throw WitnessStateFault(line: 1, detail: "it is none of a witness")
    }
    guard lines.count > 2, let key = WitnessState.value(lines[1], after: "key "),
      let signer = try? NoteSigner(skey: key), signer.verifier.type == .cosignature
    else { throw WitnessStateFault(line: 2, detail: "there is no key of a witness") }
    self.signer = signer
    var number = 2
    while let vkey = WitnessState.value(lines[number], after: "log ") {
      guard let log = try? NoteVerifier(vkey: vkey) else {
        throw WitnessStateFault(line: number + 1, detail: "there is no key of a log")
      }
      logs.append(log)
      number += 1
    }
    while number < lines.count - 1 {
      guard lines[number].elementsEqual("seen".utf8) else {
        throw WitnessStateFault(line: number + 1, detail: "it should say seen")
      }
      let note = lines[(number + 1)...].prefix { $0.first == UInt8(ascii: " ") }
      try remember(note.flatMap { Array($0.dropFirst()) + [UInt8(ascii: "\n")] }, line: number + 1)
      number += 1 + note.count
    }
  }

  /// Takes a note of the file, where a log signed it.
  private mutating func remember(_ bytes: [UInt8], line: Int) throws(WitnessStateFault) {
    guard let note = try? SignedNote(parsing: bytes), (try? note.open(trusting: logs)) != nil,
      let checkpoint = Checkpoint(text: note.unverifiedText), latest(of: checkpoint.origin) == nil
    else {
      throw WitnessStateFault(line: line, detail: "what was seen is none of a log's checkpoints")
    }
    seen.append(note)
  }

  private static func value(_ line: ArraySlice<UInt8>, after prefix: String) -> String? {
    guard line.starts(with: prefix.utf8) else { return nil }
    return String(validating: line.dropFirst(prefix.utf8.count), as: UTF8.self)
  }
}

/// Why a file is no state of a witness.
struct WitnessStateFault: Error, Hashable {
  /// The line, counted from 1.
  let line: Int
  /// What is wrong with it.
  let detail: String
}
