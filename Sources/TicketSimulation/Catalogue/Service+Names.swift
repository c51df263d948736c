/// What the catalogue calls a service and what belongs to it.
struct ServiceNames: Sendable {
  /// The service itself.
  let service: String
  /// The category its tickets are sorted under.
  let category: String
  /// The finer sorting.
  let subcategories: [String]
  /// What requesters see when it fails.
  let symptoms: [String]
  /// The knowledge articles about it.
  let articles: [String]
}

extension Service {
  /// The names that belong to the service.
  var names: ServiceNames { Service.allNames[Int(rawValue)] }

  // In the order of the cases.
  private static let allNames: [ServiceNames] = [
    ServiceNames(
      service: "Workstation",
      category: "Hardware",
      subcategories: ["Laptop", "Screen", "Docking station"],
      symptoms: ["Does not start", "Screen stays black", "Very slow", "Battery empties at once"],
      articles: ["KB-0101", "KB-0102", "KB-0103"]
    ),
    ServiceNames(
      service: "Operating system",
      category: "Software",
      subcategories: ["Update", "Profile", "Installed program"],
      symptoms: ["Update fails", "Error at sign-in", "Program closes", "Disk is full"],
      articles: ["KB-0201", "KB-0202", "KB-0203"]
    ),
    ServiceNames(
      service: "Mail",
      category: "Messaging",
      subcategories: ["Mailbox", "Calendar", "Shared mailbox"],
      symptoms: ["Cannot send", "Cannot receive", "Calendar not shared", "Search finds nothing"],
      articles: ["KB-0301", "KB-0302", "KB-0303"]
    ),
    ServiceNames(
      service: "VPN",
      category: "Network",
      subcategories: ["Client", "Certificate", "Token"],
      symptoms: ["No connection", "Drops every hour", "Token refused", "Slow over VPN"],
      articles: ["KB-0401", "KB-0402", "KB-0403"]
    ),
    ServiceNames(
      service: "Wi-Fi",
      category: "Network",
      subcategories: ["Access point", "Guest access", "Roaming"],
      symptoms: ["No network", "Weak signal", "Drops in meeting room", "Sign-in page missing"],
      articles: ["KB-0501", "KB-0502", "KB-0503"]
    ),
    ServiceNames(
      service: "File share",
      category: "Storage",
      subcategories: ["Team folder", "Personal folder", "Restore"],
      symptoms: ["Folder missing", "Access denied", "File locked", "Quota reached"],
      articles: ["KB-0601", "KB-0602", "KB-0603"]
    ),
    ServiceNames(
      service: "Printing",
      category: "Printing",
      subcategories: ["Driver", "Badge release", "Paper path"],
      symptoms: ["Prints nothing", "Paper jam", "Wrong tray", "Badge not read"],
      articles: ["KB-0701", "KB-0702", "KB-0703"]
    ),
    ServiceNames(
      service: "Telephony",
      category: "Telephony",
      subcategories: ["Desk phone", "Mobile phone", "Hotline"],
      symptoms: ["No dial tone", "Calls drop", "Voicemail full", "Headset silent"],
      articles: ["KB-0801", "KB-0802", "KB-0803"]
    ),
    ServiceNames(
      service: "ERP",
      category: "Business applications",
      subcategories: ["Orders", "Stock", "Invoices"],
      symptoms: ["Screen freezes", "Posting refused", "Report empty", "Job did not run"],
      articles: ["KB-0901", "KB-0902", "KB-0903"]
    ),
    ServiceNames(
      service: "Payroll",
      category: "Business applications",
      subcategories: ["Leave", "Payslip", "Time sheet"],
      symptoms: ["Payslip missing", "Leave not counted", "Entry refused", "Page stays blank"],
      articles: ["KB-1001", "KB-1002", "KB-1003"]
    ),
    ServiceNames(
      service: "Intranet",
      category: "Business applications",
      subcategories: ["News", "Forms", "Search"],
      symptoms: ["Page not found", "Form not sent", "Very slow", "Link is dead"],
      articles: ["KB-1101", "KB-1102", "KB-1103"]
    ),
    ServiceNames(
      service: "Video meetings",
      category: "Collaboration",
      subcategories: ["Meeting room", "Client", "Recording"],
      symptoms: ["No sound", "No camera", "Guests cannot join", "Room screen dark"],
      articles: ["KB-1201", "KB-1202", "KB-1203"]
    ),
    ServiceNames(
      service: "Directory",
      category: "Access",
      subcategories: ["Password", "Account", "Group"],
      symptoms: ["Account locked", "Password expired", "Group missing", "Second factor lost"],
      articles: ["KB-1301", "KB-1302", "KB-1303"]
    ),
  ]
}
