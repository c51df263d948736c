import Foundation

/// Tells on standard error what is being measured.
enum Progress {
  static func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
