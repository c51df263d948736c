import LedgerStore

/// What the command ends with where it is not fine.
struct Problem: Error {
  /// What is wrong, and the remedy; further lines are evidence.
  let lines: [String]
  /// 1 not cosigned, 2 a wrong input or command, 3 a state that could not be read or written, or an
  /// answer that could not be written.
  let exitCode: Int32

  init(_ line: String, exitCode: Int32 = 2) {
    self.init([line], exitCode: exitCode)
  }

  init(_ lines: [String], exitCode: Int32) {
    self.lines = lines
    self.exitCode = exitCode
  }

  /// `ENOENT`.
  private static let noSuchFile: Int32 = 2

  /// What the store says of a file, without its words about ledgers.
  init(_ error: StoreError) {
    let what =
      switch error.reason {
      case .networkFileSystem: "it lies on a network file system, where locks do not hold"
      case .diskFull: "the disk is full"
      case .system where error.operation == "open" && error.code == Problem.noSuchFile:
        "there is no such file; make one with init"
      case _ where error.code == Problem.noSuchFile: "there is no such folder"
      default: error.detail.isEmpty ? "it cannot be read or written" : error.detail
      }
    let cause = error.code > 0 ? "\(error.operation): errno \(error.code)" : error.operation
    self.init("\(error.path): \(what) [\(cause)]", exitCode: 3)
  }
}
