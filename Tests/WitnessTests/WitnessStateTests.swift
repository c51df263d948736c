import Testing
import Transparency

@testable import ledger_witness

@Suite("The state of a witness")
struct WitnessStateTests {
  let log: FictionalLog
  let state: WitnessState

  init() throws {
    log = try FictionalLog(size: 40)
    let name = try #require(KeyName("auditor.example/witness"))
    let seed = [UInt8](repeating: 9, count: 32)
    var state = WitnessState(signer: try NoteSigner(name: name, type: .cosignature, seed: seed))
    let other = try FictionalLog(size: 10, seed: 8, origin: "other.example")
    state.logs = [log.signer.verifier, other.signer.verifier]
    for request in [try log.request(0, 10), try other.request(0, 7), try log.request(10, 30)] {
      _ = try state.take(try WitnessRequest(parsing: request))
    }
    self.state = state
  }

  @Test("is written in the documented form, and read back as it was")
  func form() throws {
    let lines = state.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count == 4 + 2 * 6 + 1)
    #expect(lines[0] == "ticket-ledger witness 1")
    #expect(lines[1] == "key \(state.signer.skey)")
    #expect(lines[2] == "log \(log.signer.verifier.vkey)")
    let root = Hash.root(of: log.leaves.prefix(30)).base64
    #expect(lines[4..<9] == ["seen", " \(FictionalLog.origin)", " 30", " \(root)", " "])
    #expect(lines[9].hasPrefix(" \u{2014} Fictional-help-desk "))
    let read = try WitnessState(parsing: Array(state.text.utf8))
    #expect(read.text == state.text)
    #expect(read.witness == state.witness)
  }

  @Test("keeps the log's signature of what it saw, and no other line")
  func foreignLines() throws {
    var state = state
    let name = try #require(KeyName("stranger"))
    let stranger = try #require(NoteSigner.random(name: name))
    let request = try WitnessRequest(parsing: try log.request(30, 40))
    let line = try #require(stranger.sign(request.checkpoint.unverifiedText))
    let note = try #require(request.checkpoint.adding([line]))
    _ = try state.take(WitnessRequest(oldSize: 30, path: request.path, checkpoint: note))
    #expect(!state.text.contains("stranger"))
    #expect(state.latest(of: FictionalLog.origin) == request.checkpoint)
  }

  @Test("damaged anywhere, it is refused or says the same, and never another thing")
  func damage() throws {
    let bytes = Array(state.text.utf8)
    for end in bytes.indices {
      guard let cut = try? WitnessState(parsing: Array(bytes[..<end])) else { continue }
      // Between two notes nothing shows that one is missing; what is there is whole.
      #expect(cut.seen.elementsEqual(state.seen.prefix(cut.seen.count)))
    }
    for place in bytes.indices {
      for bit in [0, 1, 4, 5, 7] {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        guard let read = try? WitnessState(parsing: changed) else { continue }
        #expect(read.witness == state.witness, "byte \(place), bit \(bit)")
      }
    }
  }
}
