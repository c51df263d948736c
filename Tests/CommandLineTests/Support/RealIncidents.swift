import Foundation

/// Real incidents with figures computed by another program; not part of the project.
enum RealIncidents {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["TICKET_LEDGER_DATA"] {
      return URL(fileURLWithPath: path).appendingPathComponent("servicenow")
    }
    return URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/data/servicenow").standardized
  }()

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: log("incidents_tiny"))
  }

  static func log(_ name: String) -> String {
    folder.appendingPathComponent("\(name).csv").path
  }

  static func truth(_ name: String) throws -> Answer {
    let file = folder.appendingPathComponent("\(name).truth.json")
    return try JSONDecoder().decode(Answer.self, from: Data(contentsOf: file))
  }
}
