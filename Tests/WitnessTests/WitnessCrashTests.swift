import Foundation
import Testing
import Transparency

@Suite("A witness in several processes, and cut off")
struct WitnessCrashTests {
  let folder: Folder
  var log: FictionalLog
  let witness: NoteVerifier

  init() throws {
    folder = try Folder()
    log = try FictionalLog()
    witness = try folder.makeWitness(of: log)
  }

  /// The same log with one more entry, told in two ways.
  private func fork() -> [FictionalLog] {
    ["one", "two"].map { log.rewritten(from: log.leaves.count, to: log.leaves.count + 1, as: $0) }
  }

  /// Expects that what a process printed, if anything, is a cosignature of this history.
  private func isCosigned(_ output: String, of log: FictionalLog) throws -> Bool {
    if output.isEmpty { return false }
    _ = try log.checkpoint(log.leaves.count).adding(answer: Array(output.utf8), by: [witness])
    return true
  }

  @Test("of two processes that are asked for two histories exactly one cosigns")
  mutating func race() throws {
    let link = folder.path("link.witness")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.state)
    for round in 0..<20 {
      let size = log.leaves.count
      let told = fork()
      let processes = try told.enumerated().map { place, log in
        // A link is another path to the same state, and to the same lock.
        let state = place == round % 2 ? link : folder.state
        return try folder.ask(try log.request(size, size + 1), state: state)
      }
      let endings = try processes.map { try $0.end() }
      let cosigned = try zip(endings, told).map { try isCosigned($0.output, of: $1) }
      #expect(cosigned.filter(\.self).count == 1, "\(endings.map(\.errors))")
      #expect(endings.map(\.status).sorted() == [0, 1])
      log = told[cosigned[0] ? 0 : 1]
      #expect(try folder.seen()?.root == Hash.root(of: log.leaves).base64)
    }
  }

  @Test("killed at any moment, it never cosigns two histories, and can be asked again")
  mutating func kills() throws {
    var numbers = SystemRandomNumberGenerator()
    let start = ContinuousClock.now
    _ = try folder.run("status", "--state", folder.state)
    let usual = ContinuousClock.now - start
    for _ in 0..<40 {
      let size = log.leaves.count
      let told = fork()
      var cosigned = [false, false]
      for place in [0, 1] {
        let process = try folder.ask(try told[place].request(size, size + 1))
        Thread.sleep(forTimeInterval: Double.random(in: 0...1.5, using: &numbers) * usual.seconds)
        process.kill()
        cosigned[place] = try isCosigned(try process.end().output, of: told[place])
      }
      let seen = try folder.seen()
      for place in [0, 1] {
        // Where it was decided and not told, it is told by whoever asks again.
        let old = seen?.size == size + 1 ? size + 1 : size
        let answer = try folder.ask(try told[place].request(old, size + 1)).end()
        let isGiven = try isCosigned(answer.output, of: told[place])
        #expect(isGiven || !cosigned[place], "\(answer.errors)")
        cosigned[place] = isGiven
      }
      #expect(cosigned.filter(\.self).count == 1)
      log = told[cosigned[0] ? 0 : 1]
    }
  }

  @Test("killed after it decided and before anybody was told, it stays with what it decided")
  mutating func silenced() throws {
    let told = fork()
    // The pipe is full: whoever prints into it waits.
    let pipe = Pipe()
    let writing = pipe.fileHandleForWriting
    let flags = fcntl(writing.fileDescriptor, F_GETFL)
    _ = fcntl(writing.fileDescriptor, F_SETFL, flags | O_NONBLOCK)
    var page = [UInt8](repeating: 0, count: 4_096)
    while unsafe write(writing.fileDescriptor, &page, page.count) > 0 {}
    while unsafe write(writing.fileDescriptor, &page, 1) > 0 {}
    _ = fcntl(writing.fileDescriptor, F_SETFL, flags)
    let process = try folder.ask(try told[0].request(0, 1), output: writing)
    while try folder.seen() == nil {}
    process.kill()
    #expect(try process.end().status == -1)
    let other = try folder.ask(try told[1].request(0, 1)).end()
    #expect(other.status == 1 && other.output.isEmpty)
    #expect(try folder.ask(try told[1].request(1, 1)).end().errors.contains("two histories"))
    let again = try folder.ask(try told[0].request(1, 1)).end()
    #expect(try isCosigned(again.output, of: told[0]))
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
