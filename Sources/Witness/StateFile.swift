import ArgumentParser
import LedgerStore

/// Which state file.
struct StateFile: ParsableArguments {
  @Option(
    name: .long,
    help: "The file of the witness's key and of what it has seen; nobody else may read it.",
    completion: .file()
  )
  var state: String

  /// Some hundreds of logs.
  private static let maximumSizeInBytes = 1 << 20

  private var file: SecretFile {
    SecretFile(at: state, maximumSizeInBytes: StateFile.maximumSizeInBytes)
  }

  /// Makes the file, which must not be there yet.
  func create(_ new: WitnessState) throws {
    try wrapping {
      try file.create(Array(new.text.utf8))
    }
  }

  /// What the file says now.
  func read() throws -> WitnessState {
    try wrapping { try read(file) }
  }

  /// Changes the state, and returns once the change would survive a power cut.
  ///
  /// One process at a time reads, decides and writes: two can never decide on the same state. Where
  /// anything is thrown, nothing that the body decided may be told to anybody; the file is then as it
  /// was, or, where the disk failed at the last step, as it was to be.
  ///
  /// The file is written also where nothing changed: a process that was killed may have left its
  /// change readable and not yet durable.
  func change<Result>(_ body: (inout WitnessState) throws -> Result) throws -> Result {
    try wrapping {
      // A path that is wrong is told, and no lock is left there.
      _ = try file.read()
      return try file.withLock { file in
        var state = try read(file)
        let result = try body(&state)
        let bytes = Array(state.text.utf8)
        guard bytes.count <= StateFile.maximumSizeInBytes else {
          throw Problem(
            "\(self.state): the state would be too long; use another witness for more logs"
          )
        }
        try file.replace(with: bytes)
        return result
      }
    }
  }

  private func read(_ file: SecretFile) throws -> WitnessState {
    let bytes = try file.read()
    do throws(WitnessStateFault) {
      return try WitnessState(parsing: bytes)
    } catch {
      throw Problem(
        "\(state):\(error.line): this is no state of a witness: \(error.detail)",
        exitCode: 3
      )
    }
  }

  private func wrapping<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw Problem(error)
    }
  }
}
