// Local parts of mailboxes that several people read, or nobody: they identify an office, not a human.
// Written without dots, dashes and underscores.

/** Functions of an organisation. */
export const roleLocals: ReadonlySet<string> = new Set(
  `info information contact contactus kontakt contacto contato contatti hello hi hallo hola bonjour
  admin administrator administration office officemanager reception frontdesk mail email mailbox inbox post
  support help helpdesk service services customerservice customercare care feedback sales vertrieb ventas vendas
  marketing press presse media pr news newsletter events partner partners partnerships business bizdev
  hr humanresources people peopleops personal rh rrhh recruiting recruitment recruiter recruiters recruit talent
  talentacquisition jobs job karriere career careers candidates applications apply bewerbung bewerbungen hiring
  staffing team staff all everyone company companyname group
  billing accounts accounting accountspayable finance invoices invoice payments payroll orders order purchasing
  legal privacy gdpr dpo compliance security abuse postmaster webmaster hostmaster root sysadmin it itsupport
  noc ops operations dev developers engineering tech noreply donotreply nreply mailerdaemon bounce bounces
  enquiries enquiry inquiries inquiry request requests booking bookings reservations shop store web website
  social community subscribe unsubscribe notifications notification alerts alert calendar schedule
  scheduling secretary assistant editor editors membership members alumni registrar admissions resumes resume cv
  cvs`.split(/\s+/),
);

/** Functions that have a mailbox for each place or team, written before it. */
export const dividedOffices: ReadonlySet<string> = new Set(
  `info jobs job careers career hr recruiting recruitment talent candidates hiring bewerbung support noreply
  applications`.split(/\s+/),
);

/** What people type into a required field when they have no address. */
export const placeholderLocals: ReadonlySet<string> = new Set(
  `test tester testing testuser example sample demo dummy fake none no na nil null undefined unknown
  noemail nomail nomailbox noaddress notavailable notprovided notgiven anonymous anon nobody noone someone
  somebody user username name firstname lastname firstnamelastname first last myemail youremail yourname
  asdf asdfasdf qwerty abc abcd abc123 aaa xxx xyz placeholder tbd tba changeme missing blank empty
  emailaddress candidate applicant`.split(/\s+/),
);
