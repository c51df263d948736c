import Transparency

/// Exported logs, as files in memory.
///
/// The first byte says whether the checkpoint is signed here, so that what follows it is looked at, and
/// whether the reader trusts the log's key. Then come files: a byte of the path's length, two of the
/// file's, and both.
enum BundleTarget {
  /// The files of an archive; a later one takes the place of an earlier one.
  struct Files: FileSource {
    var files: [String: [UInt8]] = [:]

    func read(_ path: String, atMost byteCount: Int) throws(FileFault) -> [UInt8]? {
      guard let bytes = files[path] else { return nil }
      guard bytes.count <= byteCount else {
        throw FileFault(path: path, reason: .tooLong(limit: byteCount))
      }
      return bytes
    }

    func names(in folder: String) throws(FileFault) -> [String] {
      files.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
        .map { String($0.dropFirst(folder.utf8.count + 1)) }
    }
  }

  static func run(_ bytes: [UInt8]) {
    var script = Script(bytes)
    let flags = script.byte()
    var source = Files()
    while !script.isAtEnd {
      let (length, size) = (Int(script.byte()), script.short())
      let path = String(decoding: script.take(length), as: UTF8.self)
      source.files[path] = script.take(size)
    }
    if flags & 1 == 1 { sign(&source) }
    let policy = flags & 2 == 2 ? NotesTarget.policy : nil
    let verifier = BundleVerifier(source: source, policy: policy, problemLimit: 50)
    let report = verifier.verify()
    demand(report.problems.count <= 50, "\(report.problems.count) problems")
    for problem in report.problems {
      demand(!"\(problem)".contains("\n"), "a problem of several lines: \(problem)")
    }
    demand(verifier.verify() == report, "the same files, another report")
  }

  private static func sign(_ source: inout Files) {
    source.files["log.vkey"] = Array("\(NotesTarget.log.verifier.vkey)\n".utf8)
    guard let bytes = source.files["checkpoint"], let note = try? SignedNote(parsing: bytes),
      let checkpoint = Checkpoint(text: note.unverifiedText),
      let signed = checkpoint.signed(by: [NotesTarget.log])
    else { return }
    source.files["checkpoint"] = signed.bytes
  }

  /// An archive of files.
  static func archive(_ files: [(path: String, bytes: [UInt8])], flags: UInt8) -> [UInt8] {
    files.reduce(into: [flags]) { archive, file in
      archive.append(UInt8(truncatingIfNeeded: file.path.utf8.count))
      archive += [UInt8(file.bytes.count & 0xFF), UInt8(file.bytes.count >> 8 & 0xFF)]
      archive += file.path.utf8
      archive += file.bytes
    }
  }
}
