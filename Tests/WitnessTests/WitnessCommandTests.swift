import Foundation
import StudySupport
import Testing
import Transparency

@Suite("The command of a witness")
struct WitnessCommandTests {
  let folder: Folder
  let log: FictionalLog

  init() throws {
    folder = try Folder()
    log = try FictionalLog(size: 600)
  }

  private func expect(_ ending: Ending, _ status: Int32, _ words: String...) {
    #expect(ending.status == status, "\(ending.errors)")
    #expect(ending.output.isEmpty)
    #expect(ending.errors.hasPrefix("ledger-witness: "))
    for word in words { #expect(ending.errors.contains(word), "\(ending.errors)") }
  }

  @Test("a log that only grows is cosigned, and its lines make a checkpoint that a quorum believes")
  func growing() throws {
    let witness = try folder.makeWitness(of: log)
    #expect(try folder.seen() == nil)
    var old = 0
    for new in [1, 1, 7, 256, 257, 600] {
      let answer = try folder.ask(try log.request(old, new)).end()
      #expect(answer.status == 0, "\(answer.errors)")
      let note = try log.checkpoint(new).adding(answer: Array(answer.output.utf8), by: [witness])
      let policy = CheckpointPolicy(log: log.signer.verifier, witnesses: [witness], quorum: 1)
      let opened = try policy.open(note)
      #expect(opened.checkpoint.size == UInt64(new))
      let time = try #require(opened.note.verified.compactMap(\.time).first)
      #expect(Date(timeIntervalSince1970: Double(time)).timeIntervalSinceNow < 1)
      let seen = try #require(try folder.seen())
      #expect(seen == (new, Hash.root(of: log.leaves.prefix(new)).base64))
      old = new
    }
  }

  @Test("a log that went back, or shows another history, is refused, and nothing is forgotten")
  func lies() throws {
    _ = try folder.makeWitness(of: log)
    #expect(try folder.ask(try log.request(0, 300)).end().status == 0)
    let seen = try log.checkpoint(300)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.state))
    let back = WitnessRequest(oldSize: 300, path: [], checkpoint: try log.checkpoint(200))
    expect(try folder.ask(back.encoded).end(), 1, "(400)", "old copy")
    expect(try folder.ask(try log.request(100, 200)).end(), 1, "(409)", "from 300 on")
    let fork = log.rewritten(from: 250, to: 600, as: "lie")
    let split = try folder.ask(try fork.request(300, 300)).end()
    expect(split, 1, "(409)", "two histories")
    #expect(split.errors.hasSuffix(String(decoding: seen.bytes, as: UTF8.self)))
    expect(try folder.ask(try fork.request(300, 600)).end(), 1, "(422)", "rewritten")
    expect(try folder.ask(try fork.request(0, 600)).end(), 1, "(409)", "from 300 on")
    let stranger = try FictionalLog(size: 600, seed: 8)
    expect(try folder.ask(try stranger.request(300, 600)).end(), 1, "(403)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.state)) == before)
    #expect(try folder.ask(try log.request(300, 600)).end().status == 0)
  }

  @Test("an exported log is cosigned without a request, and a rewritten one is refused")
  func bundles() throws {
    _ = try folder.makeWitness(of: log)
    func export(_ size: Int, as name: String, _ entry: (Int) -> String) throws -> String {
      let path = folder.path(name)
      let contents = BundleContents(
        size: UInt64(size),
        log: log.signer.verifier,
        origin: FictionalLog.origin
      )
      try BundleWriter(files: FolderFiles(path: path)).write(contents) { range in
        range.map { Array(entry(Int($0)).utf8) }
      } sign: {
        $0.signed(by: [log.signer])
      }
      return path
    }
    let first = try export(300, as: "first") { "entry \($0)" }
    let second = try export(600, as: "second") { "entry \($0)" }
    let rewritten = try export(600, as: "rewritten") { $0 < 299 ? "entry \($0)" : "lie \($0)" }
    func cosign(_ path: String) throws -> Ending {
      try folder.run("cosign", "--state", folder.state, "--bundle", path)
    }
    #expect(try cosign(first).output.hasPrefix("\u{2014} auditor.example/witness "))
    expect(try cosign(rewritten), 1, "(422)")
    #expect(try cosign(second).status == 0)
    expect(try cosign(first), 1, "(400)", "old copy")
    expect(try cosign(folder.path("none")), 2, "checkpoint")
    #expect(try folder.seen()?.size == 600)
  }

  @Test("the state is its owner's alone, is never made anew, and its key is never shown")
  func secrets() throws {
    let witness = try folder.makeWitness(of: log)
    let again = try folder.run("init", "--state", folder.state, "--name", "other")
    expect(again, 3, "already")
    #expect(try folder.ask(try log.request(0, 10)).end().status == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: folder.state)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let status = try folder.run("status", "--state", folder.state)
    #expect(status.output.hasPrefix("witness \(witness.vkey)\nlog \(log.signer.verifier.vkey)\n"))
    #expect(!status.output.contains("PRIVATE"))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.state)
    expect(try folder.ask(try log.request(10, 20)).end(), 3, "chmod 600")
  }

  @Test("a log is made known by its key or by the file of it")
  func keyFile() throws {
    _ = try folder.makeWitness(of: log)
    let other = try FictionalLog(size: 1, seed: 9).signer.verifier
    let file = folder.path("log.vkey")
    try Data("\(other.vkey)\n".utf8).write(to: URL(fileURLWithPath: file))
    let added = try folder.run("add-log", "--state", folder.state, file)
    #expect(added.status == 0 && added.output.contains("\(other.keyID)"), "\(added.errors)")
    let status = try folder.run("status", "--state", folder.state)
    #expect(status.output.contains("log \(other.vkey)\n"))
    let missing = folder.path("none.vkey")
    expect(try folder.run("add-log", "--state", folder.state, missing), 2, missing, "log.vkey")
    try Data("no key".utf8).write(to: URL(fileURLWithPath: file))
    expect(try folder.run("add-log", "--state", folder.state, file), 2, file, "no public key")
  }

  @Test("who closes the pipe had enough of an answer, and a cosignature that nobody took is told")
  func unreadAnswers() throws {
    _ = try folder.makeWitness(of: log)
    func unread(_ arguments: [String]) throws -> Ending {
      let pipe = try StreamPipe()
      try pipe.reading.close()
      return try WitnessProcess(arguments, in: folder, output: pipe.writing).end()
    }
    for arguments in [["status", "--state", folder.state], ["--help"], ["--version"]] {
      let ending = try unread(arguments)
      #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
    }
    let request = folder.path("request")
    try Data(try log.request(0, 10)).write(to: URL(fileURLWithPath: request))
    let words = "standard output cannot be written; ask again"
    expect(try unread(["cosign", "--state", folder.state, request]), 3, words)
    #expect(try folder.ask(try log.request(10, 10)).end().status == 0)
  }

  @Test("a standard output that was closed is no file that the witness opens, and is told")
  func closedOutput() throws {
    _ = try folder.makeWitness(of: log)
    let request = folder.path("request")
    try Data(try log.request(0, 10)).write(to: URL(fileURLWithPath: request))
    let words = "standard output cannot be written"
    for arguments in [["cosign", "--state", folder.state, request], ["--help"]] {
      let ending = try WitnessProcess(arguments, in: folder, sink: .closed).end()
      expect(ending, 3, words)
    }
    // What was decided is in the state, and nothing else is.
    let seen = try #require(try folder.seen())
    #expect(seen == (10, Hash.root(of: log.leaves.prefix(10)).base64))
    #expect(try folder.run("status", "--state", folder.state).status == 0)
    let help = try folder.run("--help")
    #expect(
      help.output.replacing(/\s+/, with: " ").contains("read or written, or the answer could not.")
    )
  }

  @Test("wrong words, files and keys are told with what to do")
  func badInput() throws {
    let state = folder.state
    expect(try folder.run("init", "--state", state, "--name", "two words"), 2, "spaces")
    let nowhere = try folder.run("init", "--state", folder.path("no/x"), "--name", "a")
    expect(nowhere, 3, "/no: there is no such folder")
    expect(try folder.run("status", "--state", state), 3, "make one with init")
    expect(try folder.ask(try log.request(0, 10)).end(), 3, "make one with init")
    #expect(!FileManager.default.fileExists(atPath: state + ".lock"))
    let witness = try folder.makeWitness(of: log)
    expect(try folder.run("add-log", "--state", state, "desk+0+x"), 2, "name+id+base64")
    expect(try folder.run("add-log", "--state", state, witness.vkey), 2, "witness")
    expect(try folder.run("cosign", "--state", state, folder.path("none")), 2, "none")
    expect(try folder.run("cosign", "--state", state), 2, "source")
    expect(try folder.ask([]).end(), 2, "no request")
    expect(try folder.ask([UInt8](repeating: 10, count: 70_000)).end(), 2, "65536 bytes")
    let other = try FictionalLog(size: 10, seed: 7, origin: "Another desk")
    expect(try folder.ask(try other.request(0, 10)).end(), 1, "(404)", "add-log")
    try Data("ticket-ledger witness 1\nkey secret\n".utf8).write(to: URL(fileURLWithPath: state))
    let damaged = try folder.run("status", "--state", state)
    expect(damaged, 3, "\(state):2:")
    #expect(!damaged.errors.contains("secret"))
  }
}
