//! Small sources in the form that the SDK's have: what they become.

use crate::{File, Sdk, read};
use codegen::doc::{Node, Pointer};

/// A file with one resource.
pub(crate) fn file(methods: &str, types: &str) -> File {
    let text = format!(
        "import {{ APIResource }} from '../core/resource';\n\nexport class BaseThings extends APIResource {{\n  static \
         override readonly _key: readonly ['things'] = Object.freeze(['things'] as const);\n\n{methods}\n}}\nexport class \
         Things extends BaseThings {{}}\n\n{types}\n"
    );
    File { path: "src/resources/things.ts".to_owned(), text }
}

pub(crate) fn sdk(methods: &str, types: &str) -> Sdk {
    match read("1.0.0", vec![file(methods, types)]) {
        Ok(sdk) => sdk,
        Err(errors) => panic!("{}", errors.iter().map(|error| format!("{error}\n")).collect::<String>()),
    }
}

/// The value under a pointer, as JSON without layout.
fn at(sdk: &Sdk, pointer: &str) -> String {
    let doc = sdk.source.parse().expect("JSON");
    let node = doc.resolve(&Pointer::parse(pointer).expect("a pointer")).map(Node::to_json);
    let text = node.unwrap_or_else(|| panic!("nothing at {pointer} in {}", doc.root().to_json()));
    text.lines().map(str::trim_start).collect()
}

const CREATE: &str = "  /**
   * Creates a thing.
   *
   * @deprecated Use the other.
   *
   * @example
   * ```ts
   * client.things.create({ account_id: 'a' });
   * ```
   */
  create(thingID: string, params: ThingCreateParams, options?: RequestOptions): APIPromise<Thing> {
    const { account_id, dry_run, 'If-Match': ifMatch, ...body } = params;
    return (
      this._client.put(path`/accounts/${account_id}/things/${thingID}`, {
        query: { dry_run },
        body,
        ...options,
        headers: buildHeaders([
          { Accept: '*/*', ...(ifMatch?.toString() != null ? { 'If-Match': ifMatch?.toString() } : undefined) },
          options?.headers,
        ]),
      }) as APIPromise<{ result: Thing }>
    )._thenUnwrap((obj) => obj.result);
  }";

const TYPES: &str = "export interface Thing {
  id: string;
  /** How it is. */
  state?: 'on' | 'off' | null;
  part?: Thing.Part;
}

export namespace Thing {
  export interface Part {
    size: number;
  }
}

export interface ThingCreateParams {
  /**
   * Path param: The account.
   */
  account_id: string;
  /**
   * Query param: Whether nothing is done.
   */
  dry_run?: boolean;
  /**
   * Header param
   */
  'If-Match'?: string;
  /**
   * Body param: Its name.
   */
  name: string;
}";

#[test]
fn a_call_says_where_its_arguments_go() {
    let sdk = sdk(CREATE, TYPES);
    let put = "/paths/~1accounts~1{account_id}~1things~1{thing_id}/put";
    assert_eq!(at(&sdk, &format!("{put}/description")), r#""Creates a thing.\n\nUse the other.""#);
    assert_eq!(at(&sdk, &format!("{put}/deprecated")), "true");
    let doc = sdk.source.parse().expect("JSON");
    let parameters =
        doc.resolve(&Pointer::parse(&format!("{put}/parameters")).expect("a pointer")).expect("a list");
    let text =
        |node: &Node<'_>, key: &str| node.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
    let places: Vec<String> = parameters
        .items()
        .iter()
        .map(|item| format!("{} {}", text(item, "in"), text(item, "name")))
        .collect();
    assert_eq!(places, ["path account_id", "path thing_id", "query dry_run", "header If-Match"]);
    assert_eq!(text(&parameters.items()[2], "description"), "Whether nothing is done.");
    assert_eq!(
        at(&sdk, &format!("{put}/requestBody/content/application~1json/schema")),
        r#"{"properties": {"name": {"description": "Its name.","type": "string"}},"required": ["name"],"type": "object"}"#
    );
    assert_eq!(
        at(&sdk, &format!("{put}/responses/200/content/application~1json/schema/properties/result")),
        r##"{"$ref": "#/components/schemas/sdk-things_Thing"}"##
    );
    assert_eq!(sdk.calls[0].name, "things.create");
}

#[test]
fn types_are_schemas() {
    let sdk = sdk(CREATE, TYPES);
    let thing = "/components/schemas/sdk-things_Thing";
    assert_eq!(
        at(&sdk, &format!("{thing}/properties/state")),
        r#"{"description": "How it is.","enum": ["on","off"],"nullable": true,"type": "string"}"#
    );
    assert_eq!(
        at(&sdk, &format!("{thing}/properties/part")),
        r#"{"properties": {"size": {"type": "number"}},"required": ["size"],"type": "object"}"#
    );
    assert_eq!(at(&sdk, &format!("{thing}/required")), r#"["id"]"#);
}

#[test]
fn every_kind_of_type_is_read() {
    let types = "export interface Thing extends Omit<Base, 'gone'> {
  any?: unknown;
  list?: Array<string | number>;
  map?: { [key: string]: Array<boolean> };
  open?: 'a' | (string & {});
  yes: true;
  either?: true | false;
  sizes?: 1 | 2;
  file?: Uploadable;
  shapes?: Thing.Circle | Thing.Square;
}
export interface Base { gone: string; kept: string }
export namespace Thing {
  export interface Circle { kind: 'circle'; radius: number }
  export interface Square { kind: 'square'; side?: number }
}";
    let get = "  get(options?: RequestOptions): APIPromise<Thing> {\n    return this._client.get('/things', options);\n  }";
    let sdk = sdk(get, types);
    let member = |name: &str| at(&sdk, &format!("/components/schemas/sdk-things_Thing/properties/{name}"));
    assert_eq!(member("any"), "{}");
    assert_eq!(member("kept"), r#"{"type": "string"}"#);
    assert_eq!(
        member("list"),
        r#"{"items": {"oneOf": [{"type": "string"},{"type": "number"}]},"type": "array"}"#
    );
    assert_eq!(
        member("map"),
        r#"{"additionalProperties": {"items": {"type": "boolean"},"type": "array"},"type": "object"}"#
    );
    assert_eq!(member("open"), r#"{"type": "string"}"#);
    assert_eq!(member("yes"), r#"{"enum": [true],"type": "boolean"}"#);
    assert_eq!(member("either"), r#"{"type": "boolean"}"#);
    assert_eq!(member("sizes"), r#"{"enum": [1,2],"type": "integer"}"#);
    assert_eq!(member("file"), r#"{"format": "binary","type": "string"}"#);
    let shapes = member("shapes");
    assert!(shapes.starts_with(r#"{"oneOf": [{"properties": {"kind": {"enum": ["circle"]"#), "{shapes}");
    assert!(shapes.contains(r#""title": "Square""#), "{shapes}");
}

#[test]
fn a_call_for_accounts_and_zones_alike_is_two_operations() {
    let list = "  list(params: ThingListParams | null | undefined = {}, options?: RequestOptions): PagePromise<X, Thing> {
    const { account_id, zone_id, ...query } = params ?? {};
    if (!account_id && !zone_id) {
      throw new CloudflareError('You must provide either account_id or zone_id.');
    }
    const { accountOrZone, accountOrZoneId } =
      account_id ? { accountOrZone: 'accounts', accountOrZoneId: account_id } : { accountOrZone: 'zones', accountOrZoneId: zone_id };
    return this._client.getAPIList(path`/${accountOrZone}/${accountOrZoneId}/things`, V4PagePaginationArray<Thing>, {
      query,
      method: 'post',
      ...options,
    });
  }";
    let types = "export interface Thing { id: string }
export interface ThingListParams { account_id?: string; zone_id?: string; created?: ThingListParams.Created; page?: number }
export namespace ThingListParams { export interface Created { gte?: string } }";
    let sdk = sdk(list, types);
    for path in ["/paths/~1accounts~1{account_id}~1things/post", "/paths/~1zones~1{zone_id}~1things/post"] {
        assert_eq!(at(&sdk, &format!("{path}/parameters/1/name")), r#""created.gte""#);
        assert_eq!(at(&sdk, &format!("{path}/parameters/2/name")), r#""page""#);
        let result =
            at(&sdk, &format!("{path}/responses/200/content/application~1json/schema/properties/result"));
        assert_eq!(
            result,
            r##"{"items": {"$ref": "#/components/schemas/sdk-things_Thing"},"type": "array"}"##
        );
    }
    assert_eq!(sdk.calls[0].page.as_deref(), Some("V4PagePaginationArray"));
}

#[test]
fn a_value_knows_its_line() {
    let sdk = sdk(CREATE, TYPES);
    let doc = sdk.source.parse().expect("JSON");
    let pointer = Pointer::parse("/components/schemas/sdk-things_Thing/properties/part/properties/size")
        .expect("a pointer");
    let node = doc.resolve(&pointer).expect("a value");
    let place = sdk.source.location(&doc, node.id());
    let line =
        file(CREATE, TYPES).text.lines().position(|line| line.contains("size: number")).expect("a line") + 1;
    assert_eq!((place.file.as_str(), place.line), ("src/resources/things.ts", line));
}

#[test]
fn what_is_not_understood_is_an_error_with_its_place() {
    let odd = "  get(options?: RequestOptions): APIPromise<Thing> {\n    return this._client.fetch(somewhere);\n  }";
    let errors = read("1.0.0", vec![file(odd, "export interface Thing {}")]).expect_err("an error");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].to_string().contains("sdk::syntax"), "{}", errors[0]);
    assert!(errors[0].to_string().contains("src/resources/things.ts:6:3"), "{}", errors[0]);
    let get = "  get(options?: RequestOptions): APIPromise<Nowhere> {\n    return this._client.get('/things', options);\n  }";
    let errors = read("1.0.0", vec![file(get, "")]).expect_err("an error");
    assert!(errors[0].to_string().contains("there is no type `Nowhere`"), "{}", errors[0]);
}
