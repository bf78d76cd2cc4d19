import MailComposer from "nodemailer/lib/mail-composer";
