import Testing
import Transparency

/// A log that may tell two histories, and a witness's folder that knows its key.
struct FictionalLog {
  static let origin = "Fictional help desk"
  let origin: String
  let signer: NoteSigner
  /// What was logged; the history goes on from here, in whatever way.
  var leaves: [Hash] = []

  init(size: Int = 0, seed: UInt8 = 7, origin: String = FictionalLog.origin) throws {
    self.origin = origin
    let seed = [UInt8](repeating: seed, count: 32)
    signer = try NoteSigner(name: KeyName(forOrigin: origin), seed: seed)
    leaves = (0..<size).map { Hash.leaf(Array("entry \($0)".utf8)) }
  }

  /// The same log with other entries behind the first ones.
  func rewritten(from size: Int, to end: Int, as name: String) -> FictionalLog {
    var other = self
    other.leaves = leaves.prefix(size) + (size..<end).map { Hash.leaf(Array("\(name) \($0)".utf8)) }
    return other
  }

  func checkpoint(_ size: Int) throws -> SignedNote {
    let root = Hash.root(of: leaves.prefix(size))
    let checkpoint = Checkpoint(origin: origin, size: UInt64(size), root: root)
    return try #require(checkpoint?.signed(by: [signer]))
  }

  func request(_ old: Int, _ new: Int) throws -> [UInt8] {
    var open = OpenTiles()
    var full: [Int: [Hash]] = [:]
    for leaf in leaves { open.append(leaf) { full[$0.level, default: []] += $1 } }
    let tiles = full
    let reader = StoredTiles(open: open) { (level, range) throws(Missing) in
      guard let row = tiles[level], range.upperBound <= row.count else { throw Missing() }
      return Array(row[Int(range.lowerBound)..<Int(range.upperBound)])
    }
    let tree = TiledTree(size: open.size, reader: reader)
    let request = try WitnessRequest(since: UInt64(old), to: try checkpoint(new), in: tree)
    return try #require(request).encoded
  }

  private struct Missing: Error {}
}

extension Folder {
  /// Makes a witness that knows the log, and returns its key.
  func makeWitness(of log: FictionalLog) throws -> NoteVerifier {
    let made = try run("init", "--state", state, "--name", "auditor.example/witness")
    try #require(made.status == 0, "\(made.errors)")
    let added = try run("add-log", "--state", state, log.signer.verifier.vkey)
    try #require(added.status == 0, "\(added.errors)")
    return try NoteVerifier(vkey: made.output)
  }

  /// The size and the root that were seen last; nil where nothing was.
  func seen() throws -> (size: Int, root: String)? {
    let status = try run("status", "--state", state)
    try #require(status.status == 0, "\(status.errors)")
    let line = status.output.split(separator: "\n").first { $0.hasPrefix("seen ") }
    guard let words = line?.split(separator: " "), words.count > 2 else { return nil }
    return (try #require(Int(words[1])), String(words[2]))
  }
}
