//! The attributes we keep, as tables: what a User and a Group is here.

/// Type of an attribute's values (RFC 7643 section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `string`
    Text,
    /// `boolean`
    Boolean,
    /// `dateTime`
    DateTime,
    /// `reference`
    Reference,
    /// `complex`
    Complex,
}

impl Kind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "string",
            Kind::Boolean => "boolean",
            Kind::DateTime => "dateTime",
            Kind::Reference => "reference",
            Kind::Complex => "complex",
        }
    }
}

/// Who may change an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mutability {
    ReadOnly,
    ReadWrite,
    Immutable,
}

impl Mutability {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Mutability::ReadOnly => "readOnly",
            Mutability::ReadWrite => "readWrite",
            Mutability::Immutable => "immutable",
        }
    }
}

/// One attribute or sub-attribute (RFC 7643 section 7).
#[derive(Debug)]
pub struct Attribute {
    /// Its name, as we spell it.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    pub(crate) description: &'static str,
    pub(crate) multi: bool,
    pub(crate) required: bool,
    pub(crate) case_exact: bool,
    pub(crate) mutability: Mutability,
    pub(crate) always: bool,
    pub(crate) unique: bool,
    pub(crate) canonical: &'static [&'static str],
    pub(crate) references: &'static [&'static str],
    pub(crate) parts: &'static [Attribute],
}

impl Attribute {
    const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self {
            name,
            kind,
            description,
            multi: false,
            required: false,
            case_exact: false,
            mutability: Mutability::ReadWrite,
            always: false,
            unique: false,
            canonical: &[],
            references: &[],
            parts: &[],
        }
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn exact(mut self) -> Self {
        self.case_exact = true;
        self
    }

    const fn multi(mut self) -> Self {
        self.multi = true;
        self
    }

    const fn may_be(mut self, mutability: Mutability) -> Self {
        self.mutability = mutability;
        self
    }

    const fn always(mut self) -> Self {
        self.always = true;
        self
    }

    const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    const fn one_of(mut self, words: &'static [&'static str]) -> Self {
        self.canonical = words;
        self
    }

    const fn to(mut self, references: &'static [&'static str]) -> Self {
        self.references = references;
        self
    }

    const fn of(mut self, parts: &'static [Attribute]) -> Self {
        self.parts = parts;
        self
    }

    /// The sub-attribute of this name, in any case of letters.
    pub(crate) fn part(&self, name: &str) -> Option<&'static Attribute> {
        find(self.parts, name)
    }
}

/// The attribute of this name among `attributes`, in any case of letters.
pub(crate) fn find(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    attributes
        .iter()
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

/// A type of resource.
#[derive(Debug)]
pub struct ResourceKind {
    /// `User` or `Group`.
    pub name: &'static str,
    /// Its address below the base, such as `/Users`.
    pub endpoint: &'static str,
    /// Its schema's URN.
    pub schema: &'static str,
    pub(crate) description: &'static str,
    pub(crate) attributes: &'static [Attribute],
}

impl ResourceKind {
    /// The attribute of this name, in any case of letters; also the ones all resources have.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        find(self.attributes, name).or_else(|| find(COMMON, name))
    }
}

/// What every resource has (RFC 7643 section 3.1); not listed in schemas.
static COMMON: &[Attribute] = &[
    Attribute::new("schemas", Kind::Reference, "The schemas of the resource.")
        .multi()
        .exact()
        .always()
        .may_be(Mutability::ReadOnly),
    Attribute::new("id", Kind::Text, "Coffer's name for the resource.")
        .exact()
        .always()
        .may_be(Mutability::ReadOnly),
    Attribute::new(
        "externalId",
        Kind::Text,
        "The directory's name for the resource.",
    )
    .exact(),
    Attribute::new("meta", Kind::Complex, "When and where.")
        .may_be(Mutability::ReadOnly)
        .of(&[
            Attribute::new("resourceType", Kind::Text, "The type.")
                .exact()
                .may_be(Mutability::ReadOnly),
            Attribute::new("created", Kind::DateTime, "When it was provided.")
                .may_be(Mutability::ReadOnly),
            Attribute::new("lastModified", Kind::DateTime, "When it last changed.")
                .may_be(Mutability::ReadOnly),
            Attribute::new("location", Kind::Reference, "Its address.")
                .exact()
                .may_be(Mutability::ReadOnly),
            Attribute::new("version", Kind::Text, "Its entity tag.")
                .exact()
                .may_be(Mutability::ReadOnly),
        ]),
];

/// A person the directory provides.
pub static USER: ResourceKind = ResourceKind {
    name: "User",
    endpoint: "/Users",
    schema: "urn:ietf:params:scim:schemas:core:2.0:User",
    description: "A person the directory provides; a member of Coffer",
    attributes: &[
        Attribute::new(
            "userName",
            Kind::Text,
            "The directory's unique name for the person.",
        )
        .required()
        .unique(),
        Attribute::new("name", Kind::Complex, "The parts of the person's name.").of(&[
            Attribute::new("formatted", Kind::Text, "The whole name."),
            Attribute::new("familyName", Kind::Text, "The family name."),
            Attribute::new("givenName", Kind::Text, "The given name."),
        ]),
        Attribute::new(
            "displayName",
            Kind::Text,
            "What the person is called in Coffer.",
        ),
        Attribute::new(
            "active",
            Kind::Boolean,
            "Whether the person may act. False ends everything they hold.",
        )
        .required(),
        Attribute::new(
            "emails",
            Kind::Complex,
            "Addresses; the primary one, else the first, is where the member reads mail.",
        )
        .multi()
        .required()
        .of(&[
            Attribute::new("value", Kind::Text, "The address.").required(),
            Attribute::new("type", Kind::Text, "What it is for.")
                .one_of(&["work", "home", "other"]),
            Attribute::new("primary", Kind::Boolean, "Whether it is the one to use."),
        ]),
        Attribute::new("groups", Kind::Complex, "The groups the person belongs to.")
            .multi()
            .may_be(Mutability::ReadOnly)
            .of(&[
                Attribute::new("value", Kind::Text, "The group's id.")
                    .exact()
                    .may_be(Mutability::ReadOnly),
                Attribute::new("$ref", Kind::Reference, "The group's address.")
                    .exact()
                    .to(&["Group"])
                    .may_be(Mutability::ReadOnly),
                Attribute::new("display", Kind::Text, "The group's name.")
                    .may_be(Mutability::ReadOnly),
            ]),
    ],
};

/// A group of the directory; which department and roles it stands for is Coffer's configuration.
pub static GROUP: ResourceKind = ResourceKind {
    name: "Group",
    endpoint: "/Groups",
    schema: "urn:ietf:params:scim:schemas:core:2.0:Group",
    description: "A group of the directory; the configuration says which department and roles it stands for",
    attributes: &[
        Attribute::new("displayName", Kind::Text, "The group's name.").required(),
        Attribute::new("members", Kind::Complex, "Who belongs to the group.")
            .multi()
            .of(&[
                Attribute::new("value", Kind::Text, "The person's id.")
                    .exact()
                    .may_be(Mutability::Immutable),
                Attribute::new("$ref", Kind::Reference, "The person's address.")
                    .exact()
                    .to(&["User"])
                    .may_be(Mutability::Immutable),
                Attribute::new("type", Kind::Text, "What the member is.")
                    .one_of(&["User"])
                    .may_be(Mutability::Immutable),
            ]),
    ],
};
