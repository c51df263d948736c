/// A reader of bytes that nobody vouches for, as something that any bytes are given to.
///
/// It returns where the bytes are read or refused. A trap, a signal, too much time or too much memory
/// is a finding, and so is an answer that contradicts another, which ``demand(_:_:)`` makes a trap.
struct FuzzTarget: Sendable {
  /// What the command line and the corpora call it.
  let name: String
  /// The longest input worth trying, in bytes.
  let maximumSizeInBytes: Int
  /// Gives the reader an input.
  let run: @Sendable ([UInt8]) -> Void

  init(_ name: String, upTo size: Int, _ run: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    maximumSizeInBytes = size
    self.run = run
  }

  /// Whether it has a planted defect, which has to be found.
  var isPlanted: Bool { name.hasPrefix("planted-") }

  /// All of them, in the order of the table; the last ones have a planted defect.
  static let all: [FuzzTarget] = [
    FuzzTarget("envelope", upTo: 2_048, EnvelopeTarget.run),
    FuzzTarget("contents", upTo: 8_192, ContentsTarget.run),
    FuzzTarget("json", upTo: 8_192, JSONTarget.run),
    FuzzTarget("csv", upTo: 8_192, CSVTarget.run),
    FuzzTarget("mapping", upTo: 8_192, CSVTarget.runMapping),
    FuzzTarget("policy", upTo: 16_384, DocumentTargets.runPolicy),
    FuzzTarget("calendar", upTo: 16_384, DocumentTargets.runCalendar),
    FuzzTarget("holidays", upTo: 8_192, DocumentTargets.runHolidays),
    FuzzTarget("zone", upTo: 8_192, DocumentTargets.runZone),
    FuzzTarget("notes", upTo: 4_096, NotesTarget.run),
    FuzzTarget("proofs", upTo: 8_192, ProofsTarget.run),
    FuzzTarget("bundle", upTo: 16_384, BundleTarget.run),
    FuzzTarget("keys", upTo: 1_024, KeysTarget.run),
    FuzzTarget("states", upTo: 65_536, StatesTarget.run),
    FuzzTarget("tables", upTo: 1_024, TablesTarget.run),
    FuzzTarget("pages", upTo: 1 << 18, PagesTarget.run),
    FuzzTarget("planted-length", upTo: 64, PlantedTargets.runLength),
    FuzzTarget("planted-loop", upTo: 64, PlantedTargets.runLoop),
    FuzzTarget("planted-memory", upTo: 64, PlantedTargets.runMemory),
    FuzzTarget("planted-contradiction", upTo: 64, PlantedTargets.runContradiction),
  ]
}

/// Ends the process where two answers contradict each other.
func demand(_ isSo: Bool, _ what: @autoclosure () -> String) {
  guard !isSo else { return }
  fatalError("contradiction: \(what())")
}
