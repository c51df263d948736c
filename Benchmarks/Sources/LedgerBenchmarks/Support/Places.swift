import Foundation

/// Where things are in the checkout that this program was built from.
enum Places {
  /// The package of the benchmarks.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Where ledgers are made unless a folder is given: beside the build, on the checkout's disk.
  static let ledgers = package + "/.build/ledgers"
  /// What is made, and not kept.
  static let build = package + "/.build"
  /// Where results are kept.
  static let results = package + "/Results"
  /// What the Python baseline is installed into.
  static let pythonEnvironment = package + "/.build/python"
  /// The Python baseline.
  static let pythonScript = package + "/Baselines/eventsourcing_baseline.py"
}
