import Crypto
import Foundation
import Testing
import Transparency

@Suite("Vectors of exported logs")
struct BundleVectorTests {
  struct Tiles: Decodable {
    struct Export: Decodable {
      struct File: Decodable {
        let bytes: Int
        let sha256: Hex
      }

      let dir: String
      let size: UInt64
      let root: Hex
      let checkpoint: String
      let files: [String: File]
    }

    let exports: [Export]
  }

  /// Entry i of the exported logs, by the rule that the file states.
  static func entry(_ index: UInt64) -> [UInt8] {
    Array(#"{"seq":\#(index),"type":"ticket.opened","ticket":"T-\#(index % 97)"}"#.utf8)
  }

  static func exports() throws -> [Tiles.Export] {
    try VectorFiles.read("tiles.json", as: Tiles.self).exports
  }

  static func folders() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: VectorFiles.folder(),
      includingPropertiesForKeys: nil
    )
    .filter { $0.lastPathComponent.hasPrefix("export_") }
  }

  /// Writes the log of a vector: its own lines are signed again, its witnesses' lines are kept.
  static func write(_ note: SignedNote, proven: [UInt64], witnesses: [NoteVerifier]) throws
    -> MemoryFiles
  {
    let signing = try VectorFiles.read("note_signing.json", as: NoteVectorTests.Signings.self)
    let checkpoint = try #require(Checkpoint(text: note.unverifiedText))
    let key = try #require(signing.cases.first { $0.vkey.hasPrefix(checkpoint.origin + "+") })
    let name = try #require(KeyName(checkpoint.origin))
    let signer = try NoteSigner(name: name, seed: key.ed25519TestSeedHex.bytes)
    let others = note.signatures.filter { $0.keyID != signer.verifier.keyID }
    let contents = BundleContents(
      size: checkpoint.size,
      log: signer.verifier,
      witnesses: witnesses,
      proven: proven
    )
    let files = MemoryFiles()
    let written = try BundleWriter(files: files).write(contents) { range in
      range.map { Self.entry($0) }
    } sign: { checkpoint in
      #if os(Linux)
      return checkpoint.signed(by: [signer])?.adding(others)
      #else
      return note
      #endif
    }
    #expect(written == checkpoint)
    return files
  }

  @Test("exporting the entries gives the vectors' folders, byte for byte")
  func exportVectors() throws {
    let folders = try Self.folders()
    #expect(!folders.isEmpty)
    for folder in folders {
      let source = FolderFiles(path: folder.path)
      let checkpoint = try #require(try source.read("checkpoint", atMost: 10_000))
      let witness = try source.read("witness.vkey", atMost: 10_000).map {
        try NoteVerifier(vkey: String(decoding: $0, as: UTF8.self))
      }
      let proven = try source.names(in: "proofs").compactMap { name in
        UInt64(name.split(separator: ".")[0])
      }
      let files = try Self.write(
        try SignedNote(parsing: checkpoint),
        proven: proven,
        witnesses: witness.map { [$0] } ?? []
      )
      let names = try VectorFiles.names(in: folder)
      #expect(files.files.keys.sorted() == names)
      for name in names {
        let expected = try #require(try source.read(name, atMost: 20_000_000))
        #expect(files.files[name] == expected, "\(folder.lastPathComponent)/\(name)")
      }
    }
  }

  @Test("the tiles of every listed export have the vectors' lengths and digests")
  func exportDigestVectors() throws {
    let exports = try Self.exports()
    #expect(!exports.isEmpty)
    for export in exports {
      let note = try SignedNote(parsing: Array(export.checkpoint.utf8))
      let files = try Self.write(note, proven: [0, export.size - 1], witnesses: [])
      for (path, file) in export.files {
        let bytes = try #require(files.files[path], "\(export.dir)/\(path)")
        #expect(bytes.count == file.bytes)
        #expect(Array(SHA256.hash(data: bytes)) == file.sha256.bytes, "\(export.dir)/\(path)")
      }
      let root = try export.root.hash()
      #expect(Checkpoint(text: note.unverifiedText)?.root == root)
      let report = BundleVerifier(source: files).verify()
      #expect(report.isSound, "\(report.problems)")
      #expect(report.proofCount == (export.size == 1 ? 1 : 2))
    }
  }

  @Test("the vectors' folders are sound, by the key they bring along and by one that is trusted")
  func verifyVectors() throws {
    for folder in try Self.folders() {
      let source = FolderFiles(path: folder.path)
      let report = BundleVerifier(source: source).verify()
      #expect(report.isSound, "\(report.problems)")
      #expect(!report.isKeyTrusted)
      #expect(report.entryCount == report.checkpoint?.size)
      let names = try source.names(in: "proofs")
      #expect(report.proofCount == names.count)
      func key(_ name: String) throws -> NoteVerifier {
        let bytes = try #require(try source.read(name, atMost: 4_096))
        return try NoteVerifier(vkey: String(decoding: bytes, as: UTF8.self))
      }
      let policy = CheckpointPolicy(
        log: try key("log.vkey"),
        witnesses: [try key("witness.vkey")],
        quorum: 1
      )
      let trusted = BundleVerifier(source: source, policy: policy).verify()
      #expect(trusted.isSound && trusted.isKeyTrusted)
      #expect(trusted.signers.count == 2)
      for name in names {
        let bytes = try #require(try source.read("proofs/\(name)", atMost: 100_000))
        let proof = try LogProof(parsing: bytes)
        #expect(proof.encoded == bytes)
        try proof.verify(leaf: Hash.leaf(Self.entry(proof.index)), policy: policy)
      }
    }
  }
}
