import Foundation
import StudySupport

/// A library that records the syncs of a command, and makes some fail; see `Preload/syncs.c`.
struct WatchedSyncs {
  private let library: String
  private let record: String

  init(in sandbox: Sandbox) throws {
    library = sandbox.path + "/syncs.so"
    record = sandbox.path + "/syncs"
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Preload/syncs.c").path
    try PreloadedLibrary.build(library, from: [source])
  }

  /// What a command is started with.
  ///
  /// - Parameters:
  ///   - failing: What the lines of those hold that fail, as in `desk.ledger/data.mdb`; nil for none.
  ///   - number: Which of these fails, counted from 1; 0 for all of them.
  ///   - error: What they say.
  /// - Returns: Variables of the environment.
  func environment(
    failing: String? = nil,
    number: Int = 0,
    error: Int32 = EIO
  ) -> [String: String] {
    var variables = ["LD_PRELOAD": library, "SYNCS_RECORD": record]
    guard let failing else { return variables }
    variables["SYNCS_FAILING"] = failing
    variables["SYNCS_NUMBER"] = "\(number)"
    variables["SYNCS_ERROR"] = "\(error)"
    return variables
  }

  /// The syncs so far, in order, as in `fsync /tmp/desk.keys`.
  func lines() throws -> [String] {
    try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n").map(String.init)
  }
}
