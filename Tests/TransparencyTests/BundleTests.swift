import Foundation
import Testing
import Transparency

@Suite("Exported logs")
struct BundleTests {
  /// A log of so many entries, exported, with an earlier checkpoint.
  static func export(_ size: UInt64, earlier: UInt64? = nil) throws -> MemoryFiles {
    let log = try NoteTests.log()
    let entries = (0..<size).map { BundleVectorTests.entry($0) }
    let files = MemoryFiles()
    var contents = BundleContents(size: size, log: log.verifier, proven: size > 0 ? [size / 2] : [])
    if let earlier {
      let root = Hash.root(of: entries.prefix(Int(earlier)).map { Hash.leaf($0) })
      let note = try NoteTests.checkpoint(earlier, root: root).signed(by: [log])
      contents.checkpoints = [try #require(note)]
    }
    try BundleWriter(files: files).write(contents) { range in
      Array(entries[Int(range.lowerBound)..<Int(range.upperBound)])
    } sign: {
      $0.signed(by: [log])
    }
    return files
  }

  static func verify(_ files: MemoryFiles) throws -> BundleReport {
    let policy = CheckpointPolicy(log: try NoteTests.log().verifier)
    return BundleVerifier(source: files, policy: policy).verify()
  }

  /// The report after one byte of a file was changed.
  static func report(
    _ files: MemoryFiles,
    flipping path: String,
    at offset: Int
  ) throws -> BundleReport {
    var all = files.files
    all[path]?[offset] ^= 1
    return try verify(MemoryFiles(all))
  }

  @Test(
    "an export is sound at every edge of its tiles",
    arguments: [0, 1, 2, 255, 256, 257, 600, 65_536, 66_000]
  )
  func sound(size: UInt64) throws {
    let report = try Self.verify(try Self.export(size, earlier: size / 3))
    #expect(report.isSound, "\(report.problems)")
    #expect(report.entryCount == size)
    #expect(report.checkpointCount == 1)
    #expect(report.proofCount == (size > 0 ? 1 : 0))
  }

  @Test("a problem is told in one line, whatever a file is called")
  func lines() throws {
    var files = try Self.export(3).files
    files["checkpoints/3\n\u{1B}[2J"] = [1]
    files["proofs/0\u{2028}.tlog-proof"] = [1]
    let problems = try Self.verify(MemoryFiles(files)).problems.map(\.description)
    #expect(problems.count >= 2)
    for problem in problems {
      #expect(
        problem.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{2028}" },
        "\(problem)"
      )
    }
  }

  @Test("a wrong entry is named by its position", arguments: [0, 100, 255, 256, 300, 599])
  func wrongEntry(position: UInt64) throws {
    let files = try Self.export(600)
    let path = Tile(.entries, index: position / 256, width: position < 512 ? 256 : 88)?.path
    let bundle = try #require(path)
    // The last byte of the entry: its length stays.
    let entries = try #require(files.files[bundle].flatMap { EntryBundle.parse($0) })
    let offset = entries[Int(position % 256)].endIndex - 1
    let report = try Self.report(files, flipping: bundle, at: offset)
    #expect(report.problems == [.entry(path: bundle, position: position)])
    #expect(report.firstWrongPosition == position)
  }

  @Test("a wrong hash is named by its tile", arguments: [0, 77, 255, 256, 599])
  func wrongLeafHash(position: UInt64) throws {
    let files = try Self.export(600)
    let width = position < 512 ? 256 : 88
    let path = try #require(Tile(.hashes(level: 0), index: position / 256, width: width)).path
    let hash = Int(position % 256)
    let report = try Self.report(files, flipping: path, at: hash * 32 + 31)
    #expect(report.problems == [.tile(path: path, hash: hash, position: position)])
  }

  @Test(
    "a wrong hash further up is named by its tile",
    arguments: ["tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"]
  )
  func wrongHigherHash(path: String) throws {
    let files = try Self.export(66_000)
    let report = try Self.report(files, flipping: path, at: 0)
    let tile = try #require(Tile(path: path))
    let position = try #require(tile.firstLeaf())
    #expect(report.problems == [.tile(path: path, hash: 0, position: position)])
  }

  @Test("entries that were rewritten together with their hashes are found by the hash above")
  func rewrittenTogether() throws {
    for position: UInt64 in [300, 65_700] {
      let files = try Self.export(66_000)
      let index = position / 256
      let width = Int(min(256, 66_000 - index * 256))
      var all = files.files
      let bundle = try #require(Tile(.entries, index: index, width: width)).path
      let path = try #require(Tile(.hashes(level: 0), index: index, width: width)).path
      let entries = try #require(all[bundle].flatMap { EntryBundle.parse($0) })
      let range = entries[Int(position % 256)].indices
      all[bundle]?[range.upperBound - 1] ^= 1
      let forged = try #require(all[bundle])
      let hash = Hash.leaf(Array(forged[range]))
      all[path]?.replaceSubrange(
        Int(position % 256) * 32..<Int(position % 256) * 32 + 32,
        with: hash.bytes
      )
      let report = try Self.verify(MemoryFiles(all))
      let parent = index < 256 ? "tile/1/000" : "tile/1/001.p/1"
      #expect(report.problems == [.rewritten(path: parent, position: index * 256)])
    }
  }

  @Test("a history that was rewritten whole leads to a root that nobody signed")
  func rewrittenWhole() throws {
    var all = try Self.export(600).files
    all["checkpoint"] = try Self.export(599).files["checkpoint"]
    #expect(!(try Self.verify(MemoryFiles(all))).isSound)
    let other = try Self.export(600, earlier: 400).files
    all = other
    let log = try NoteTests.log()
    let lie = try #require(try NoteTests.checkpoint(400, root: .leaf([1])).signed(by: [log]))
    all["checkpoints/400"] = lie.bytes
    let report = try Self.verify(MemoryFiles(all))
    #expect(report.problems == [.otherHistory(path: "checkpoints/400", size: 400)])
    all = other
    let root = try #require(
      try NoteTests.checkpoint(600, root: .leaf([1])).signed(by: [log])
    )
    all["checkpoint"] = root.bytes
    let problems = try Self.verify(MemoryFiles(all)).problems
    #expect(problems.contains { if case .root = $0 { true } else { false } })
  }

  @Test("a file that is missing, cut or too long is named, and stops nobody from reading on")
  func damagedFiles() throws {
    let files = try Self.export(600, earlier: 9)
    for path in files.files.keys.sorted()
    where !path.hasPrefix("proofs/") && !path.hasPrefix("checkpoints/") {
      for change in 0..<3 {
        var all = files.files
        switch change {
        case 0: all[path] = nil
        case 1: all[path]?.removeLast()
        default: all[path]?.append(0)
        }
        let report = try Self.verify(MemoryFiles(all))
        if path == "log.vkey", change == 0 {
          #expect(report.isSound)
        } else if path == "log.vkey", change == 1 {
          #expect(report.isSound)
        } else {
          #expect(report.problems.contains { "\($0)".contains(path) }, "\(path) \(change)")
        }
        if path.hasPrefix("tile/"), !path.hasPrefix("tile/entries") {
          #expect(report.entryCount == 600)
        }
      }
    }
  }

  @Test("a full tile stands in for the partial one that it replaced")
  func grownTiles() throws {
    let old = try Self.export(600)
    let new = try Self.export(700).files
    var all = new
    for path in ["checkpoint", "log.vkey"] { all[path] = old.files[path] }
    // The log of 600 had 88 hashes in its third tile; a log of 768 has them in a full one.
    let whole = try Self.export(768).files
    for content in [Tile.Content.hashes(level: 0), .entries] {
      let full = try #require(Tile(content, index: 2)).path
      all[full] = whole[full]
      let partial = try #require(Tile(content, index: 2, width: 188)).path
      all[partial] = nil
    }
    all = all.filter { !$0.key.hasPrefix("proofs/") }
    let report = try Self.verify(MemoryFiles(all))
    #expect(report.isSound, "\(report.problems)")
  }

  @Test("every byte of an export is covered by something")
  func everyByte() throws {
    let files = try Self.export(300, earlier: 5)
    var numbers = SeededNumbers(seed: 30)
    for (path, bytes) in files.files.sorted(by: { $0.key < $1.key }) {
      let places =
        bytes.count < 500
        ? Array(bytes.indices)
        : (0..<60).map { _ in Int.random(in: bytes.indices, using: &numbers) }
      for place in places {
        let report = try Self.report(files, flipping: path, at: place)
        // A signature's last character holds bits that no byte needs.
        let isSpare = place == bytes.count - 3 && bytes.suffix(2) == Array("=\n".utf8)
        #expect(!report.isSound || isSpare, "\(path) \(place)")
      }
    }
  }

  @Test("hostile files are answered, and the list of problems ends")
  func hostile() throws {
    let log = try NoteTests.log()
    let huge = try NoteTests.checkpoint(Checkpoint.maximumSize, root: .leaf([1]))
    let note = try #require(huge.signed(by: [log]))
    let report = try Self.verify(MemoryFiles(["checkpoint": note.bytes]))
    #expect(!report.isSound && report.isCutShort)
    let good = try Self.export(600, earlier: 8).files
    var numbers = SeededNumbers(seed: 31)
    let paths = good.keys.sorted()
    for _ in 0..<150 {
      var all = good
      for _ in 0..<Int.random(in: 1...6, using: &numbers) {
        let path = paths.randomElement(using: &numbers) ?? "checkpoint"
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: all[path] = nil
        case 1: all[path] = numbers.bytes(Int.random(in: 0...9_000, using: &numbers))
        case 2: all[path] = good[paths.randomElement(using: &numbers) ?? path]
        default:
          if let count = all[path]?.count, count > 0 {
            all[path]?[Int.random(in: 0..<count, using: &numbers)] ^= 0x10
          }
        }
      }
      let policy = CheckpointPolicy(log: log.verifier)
      let report = BundleVerifier(source: MemoryFiles(all), policy: policy, problemLimit: 5)
        .verify()
      #expect(report.problems.count <= 5)
    }
  }

  @Test("a bundle is written to a folder and read again, and links and folders are no files")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = FolderFiles(path: folder.path)
    let log = try NoteTests.log()
    let contents = BundleContents(size: 300, log: log.verifier, proven: [7])
    try BundleWriter(files: files).write(contents) {
      $0.map { BundleVectorTests.entry($0) }
    } sign: {
      $0.signed(by: [log])
    }
    #expect(BundleVerifier(source: files).verify().isSound)
    let tile = folder.appending(path: "tile/0/000")
    try FileManager.default.removeItem(at: tile)
    try FileManager.default.createSymbolicLink(
      at: tile,
      withDestinationURL: folder.appending(path: "checkpoint")
    )
    let report = BundleVerifier(source: files).verify()
    #expect(report.problems == [.file(FileFault(path: "tile/0/000", reason: .notAFile))])
    #expect(throws: FileFault(path: "tile", reason: .notAFile)) {
      try files.read("tile", atMost: 10)
    }
    #expect(throws: FileFault(path: "checkpoint", reason: .tooLong(limit: 10))) {
      try files.read("checkpoint", atMost: 10)
    }
    #expect(try files.read("nothing", atMost: 10) == nil)
    #expect(try files.names(in: "nothing").isEmpty)
  }

  @Test("what cannot be exported is refused by name")
  func refusals() throws {
    let log = try NoteTests.log()
    func write(
      _ contents: BundleContents,
      entries: [[UInt8]],
      sign: (Checkpoint) -> SignedNote?
    ) -> String {
      do {
        try BundleWriter(files: MemoryFiles()).write(contents) { _ in
          entries
        } sign: {
          sign($0)
        }
        return ""
      } catch {
        return "\(error)"
      }
    }
    let contents = BundleContents(size: 2, log: log.verifier)
    #expect(write(contents, entries: [[1]]) { $0.signed(by: [log]) }.contains("1 entries came"))
    let long = [[UInt8](repeating: 0, count: 65_536), []]
    #expect(write(contents, entries: long) { $0.signed(by: [log]) }.contains("65536 bytes"))
    #expect(write(contents, entries: [[1], [2]]) { _ in nil }.contains("not signed"))
    let other = try #require(try NoteTests.checkpoint(3).signed(by: [log]))
    #expect(write(contents, entries: [[1], [2]]) { _ in other }.contains("another log"))
    var far = contents
    far.proven = [2]
    #expect(write(far, entries: [[1], [2]]) { $0.signed(by: [log]) }.contains("no entry 2"))
    far = contents
    far.origin = "two\nlines"
    #expect(write(far, entries: [[1], [2]]) { $0.signed(by: [log]) }.contains("origin"))
  }
}
