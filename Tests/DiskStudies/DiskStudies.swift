import Foundation

/// Studies of what a ledger is worth on a disk that fails: ``PowerLossProgram`` and
/// ``FailingDiskProgram``.
@main enum DiskStudies {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    #if os(Linux)
    do {
      let code: Int32? =
        switch arguments.first {
        case "power-loss": try await PowerLossProgram.run(Array(arguments.dropFirst()))
        case "failing-disk": try await FailingDiskProgram.run(Array(arguments.dropFirst()))
        default: nil
        }
      if let code { exit(code) }
      say("usage: DiskStudies \(PowerLossProgram.usage)")
      say("       DiskStudies \(FailingDiskProgram.usage)")
      exit(2)
    } catch {
      say("\(error)")
      exit(3)
    }
    #else
    say("skipped: what watches the disk is a library for Linux, loaded with LD_PRELOAD")
    #endif
  }
}

/// Writes a line at once.
func say(_ text: String) {
  FileHandle.standardOutput.write(Data((text + "\n").utf8))
}
