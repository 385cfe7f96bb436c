// A real OpenID provider (panva's, certified) at http://127.0.0.1:PORT, for tests alone:
//
//     node openid_provider.mjs PORT CALLBACK OUT
//
// Whoever types a name signs in as them: NAME is NAME@exemple.fr, which is verified but
// for names that begin with "unverified". The client "signed" gets its userinfo signed,
// as ProConnect does; "commons" gets it as plain JSON.
import { Provider } from "oidc-provider";

const [port, callback, out] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const client = {
  client_secret: "un secret que les deux connaissent",
  redirect_uris: [callback],
  post_logout_redirect_uris: [out],
  grant_types: ["authorization_code"],
  response_types: ["code"],
  token_endpoint_auth_method: "client_secret_post",
};
const provider = new Provider(issuer, {
  clients: [
    { ...client, client_id: "commons" },
    { ...client, client_id: "signed", userinfo_signed_response_alg: "RS256" },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  features: {
    devInteractions: { enabled: true },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  pkce: { required: () => true },
  cookies: { keys: ["a key for tests"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@exemple.fr`,
      email_verified: !id.startsWith("unverified"),
      name: `${id} d’ailleurs`,
    }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
