// Submits the message from standard input with Nodemailer; the password comes from the environment.
const { readFileSync } = require('fs');
const nodemailer = require('nodemailer');

const [security, mechanism, host, port, user, sender, recipients] = process.argv.slice(2);
const secret = process.env.PASSWORD;
const implicit = security === 'IMPLICIT_TLS';
const options = {
  host,
  port: Number(port),
  secure: implicit,
  requireTLS: !implicit,
  connectionTimeout: 20000,
  auth: mechanism === 'XOAUTH2' ? { type: 'OAuth2', user, accessToken: secret } : { user, pass: secret },
};
if (mechanism !== 'ITS_OWN') {
  options.authMethod = mechanism;
}
nodemailer
  .createTransport(options)
  .sendMail({ envelope: { from: sender, to: recipients.split(',') }, raw: readFileSync(0) })
  .then(
    () => process.exit(0),
    (refused) => {
      console.error(refused.message);
      process.exit(1);
    },
  );
